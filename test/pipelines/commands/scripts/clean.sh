# Keeps the texts that are long enough, in capitals.
. "$IN_LIB/upper.sh"
for file in "$IN_TEXTS"/*.txt; do
  name=$(basename "$file")
  if [ "$(wc -c < "$file")" -gt "$WITH_LEAST" ]; then
    mkdir -p "$OUT_KEPT/long"
    upper < "$file" > "$OUT_KEPT/long/$name"
    echo "$name" >> "$OUT_PAGE/kept.txt"
  fi
done
echo "kept $(wc -l < "$OUT_PAGE/kept.txt") texts"
