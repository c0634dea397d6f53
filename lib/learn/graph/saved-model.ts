import type { Attribute, Constant, Node, Shape } from "./graph.js";

// TensorFlow's messages, as tfjs-node's generated module offers them. Fields of bytes take base64.
interface TensorShapeMessage {
  addDim(dim: { setSize(size: number): void }): void;
}
interface TensorMessage {
  setDtype(type: number): void;
  setTensorShape(shape: TensorShapeMessage): void;
  setTensorContent(base64: string): void;
}
interface AttrValueMessage {
  setType(type: number): void;
  setShape(shape: TensorShapeMessage): void;
  setTensor(tensor: TensorMessage): void;
  setI(value: number): void;
  setF(value: number): void;
  setB(value: boolean): void;
  setS(base64: string): void;
  setList(list: { setIList(values: readonly number[]): void }): void;
}
interface NodeMessage {
  setName(name: string): void;
  setOp(op: string): void;
  setInputList(inputs: readonly string[]): void;
  getAttrMap(): { set(name: string, value: AttrValueMessage): void };
}
interface GraphMessage {
  addNode(node: NodeMessage): void;
  setVersions(versions: { setProducer(version: number): void; setMinConsumer(version: number): void }): void;
}
interface MetaGraphMessage {
  setMetaInfoDef(info: { setTagsList(tags: readonly string[]): void }): void;
  setGraphDef(graph: GraphMessage): void;
}
interface SavedModelMessage {
  setSavedModelSchemaVersion(version: number): void;
  addMetaGraphs(graph: MetaGraphMessage): void;
  serializeBinary(): Uint8Array;
}
type New<Message, Nested = unknown> = (new () => Message) & Nested;

export interface Messages {
  readonly TensorShape: New<TensorShapeMessage, { readonly Dim: New<{ setSize(size: number): void }> }>;
  readonly Tensor: New<TensorMessage>;
  readonly AttrValue: New<AttrValueMessage, { readonly ListValue: New<{ setIList(values: readonly number[]): void }> }>;
  readonly NodeDef: New<NodeMessage>;
  readonly GraphDef: New<GraphMessage>;
  readonly VersionDef: New<{ setProducer(version: number): void; setMinConsumer(version: number): void }>;
  readonly MetaGraphDef: New<
    MetaGraphMessage,
    { readonly MetaInfoDef: New<{ setTagsList(tags: readonly string[]): void }> }
  >;
  readonly SavedModel: New<SavedModelMessage>;
}

/** What a graph is tagged with in a SavedModel. */
export const SERVE = "serve";
const SCHEMA_VERSION = 1;
/** Of GraphDef: the newest of what is used here, and the oldest TensorFlow that reads it. */
const PRODUCER = 1645;
const MIN_CONSUMER = 12;

/** A graph as the bytes of a SavedModel's `saved_model.pb`. */
export function encodeSavedModel(nodes: readonly Node[], messages: Messages): Uint8Array {
  const graph = new messages.GraphDef();
  const versions = new messages.VersionDef();
  versions.setProducer(PRODUCER);
  versions.setMinConsumer(MIN_CONSUMER);
  graph.setVersions(versions);
  for (const node of nodes) graph.addNode(nodeMessage(node, messages));
  const info = new messages.MetaGraphDef.MetaInfoDef();
  info.setTagsList([SERVE]);
  const metaGraph = new messages.MetaGraphDef();
  metaGraph.setMetaInfoDef(info);
  metaGraph.setGraphDef(graph);
  const model = new messages.SavedModel();
  model.setSavedModelSchemaVersion(SCHEMA_VERSION);
  model.addMetaGraphs(metaGraph);
  return model.serializeBinary();
}

function nodeMessage({ name, op, inputs, after, attributes }: Node, messages: Messages): NodeMessage {
  const message = new messages.NodeDef();
  message.setName(name);
  message.setOp(op);
  message.setInputList([...inputs, ...after.map((output) => `^${output.slice(0, output.lastIndexOf(":"))}`)]);
  const map = message.getAttrMap();
  for (const [key, value] of Object.entries(attributes)) map.set(key, attributeMessage(value, messages));
  return message;
}

function attributeMessage(value: Attribute, messages: Messages): AttrValueMessage {
  const message = new messages.AttrValue();
  if (typeof value === "string") message.setS(base64(Buffer.from(value)));
  else if (typeof value === "number") message.setI(value);
  else if (typeof value === "boolean") message.setB(value);
  else if ("type" in value) message.setType(value.type);
  else if ("float" in value) message.setF(value.float);
  else if ("shape" in value) message.setShape(shapeMessage(value.shape, messages));
  else if ("constant" in value) message.setTensor(tensorMessage(value.constant, messages));
  else {
    const list = new messages.AttrValue.ListValue();
    list.setIList(value);
    message.setList(list);
  }
  return message;
}

function tensorMessage({ dtype, shape, values }: Constant, messages: Messages): TensorMessage {
  const message = new messages.Tensor();
  message.setDtype(dtype.type);
  message.setTensorShape(shapeMessage(shape, messages));
  message.setTensorContent(base64(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
  return message;
}

function shapeMessage(shape: Shape, messages: Messages): TensorShapeMessage {
  const message = new messages.TensorShape();
  for (const size of shape) {
    const dim = new messages.TensorShape.Dim();
    dim.setSize(size);
    message.addDim(dim);
  }
  return message;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
