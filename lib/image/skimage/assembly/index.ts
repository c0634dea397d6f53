export { filterColumns } from "./columns";
export { greatest, least } from "./extremes";
export { filterColorRow, filterGrayRow } from "./rows";
