declare module "parquetjs-lite" {
  interface Envelope {
    readHeader(): Promise<void>;
    readFooter(): Promise<object>;
  }
  interface Reader {
    getCursor(): { next(): Promise<unknown> };
    close(): Promise<void>;
  }
  const parquet: {
    readonly ParquetEnvelopeReader: { openFile(path: string): Promise<Envelope> };
    readonly ParquetReader: new (metadata: object, envelope: Envelope) => Reader;
  };
  export default parquet;
}
