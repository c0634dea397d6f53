/** The example of the design: every kind of edge, `like`, a matrix and a profile. */
export const EXAMPLE = `# yaml-language-server: $schema=./pipeline.schema.json
name: image-classification
params: { seed: 7, folds: 5, epochs: 10 }
steps:
  ingest:
    uses: ./steps/ingest.ts
    in: { photos: ./data/photos }
  resize:
    uses: ./steps/resize.ts
    in: { images: ingest.images }
    with: { width: 28, height: 28, color: gray }
  features:
    uses: ./steps/features.ts
    in: { images: resize.images }
  split:
    uses: ./steps/split.ts
    in: { images: ingest.images }
    with: { test: 0.2, folds: "\${{ params.folds }}", seed: "\${{ params.seed }}" }
  train:
    uses: ./steps/train.ts
    in: { images: resize.images, split: split.table }
    with: { network: article-cnn, epochs: "\${{ params.epochs }}" }
  folds:
    like: train
    matrix: { fold: "\${{ range(1, params.folds) }}" }
    with: { fold: "\${{ matrix.fold }}" }
    resources: { cpu: 1 }
  cross-validate:
    uses: ./steps/cross-validate.ts
    in: { runs: folds.predictions }
  report:
    uses: ./steps/report.ts
    in: { run: train.predictions, history: train.history, folds: cross-validate.metrics }
profiles:
  fashion-mnist: { steps: { ingest: { in: { photos: ./data/fashion-mnist } } } }
`;
