declare module "parquetjs-lite" {
  interface Reader {
    getCursor(): { next(): Promise<unknown> };
    close(): Promise<void>;
  }
  const parquet: { readonly ParquetReader: { openFile(path: string): Promise<Reader> } };
  export default parquet;
}
