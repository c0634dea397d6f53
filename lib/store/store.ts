import { CheckedFiles } from "./checked.js";
import { CheckpointStore } from "./checkpoints.js";
import { DerivedStore } from "./derived.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import { NoteStore } from "./notes.js";
import { ObjectStore } from "./objects.js";
import { RecordStore } from "./records.js";

/** Objects, records, checkpoints, and what can be found again: in a project's artifacts folder, or shared by several. */
export interface Store {
  readonly folder: string;
  /** The project's artifacts folder, where its readable views are: `folder` itself, unless the store is elsewhere. */
  readonly artifacts: string;
  /** By which everything in the folder is changed. */
  readonly fileSystem: FileSystem;
  readonly objects: ObjectStore;
  readonly records: RecordStore;
  readonly checkpoints: CheckpointStore;
  readonly derived: DerivedStore;
  readonly checked: CheckedFiles;
  readonly notes: NoteStore;
  /** What can be found again of this project alone: the last key of each task, the last no-op. In its artifacts folder. */
  readonly own: DerivedStore;
}

export function openStore(folder: string, fileSystem: FileSystem = diskFileSystem, artifacts: string = folder): Store {
  const derived = new DerivedStore(folder, fileSystem);
  const checked = new CheckedFiles(folder, derived, fileSystem);
  const objects = new ObjectStore(folder, checked, fileSystem);
  return {
    folder,
    artifacts,
    fileSystem,
    objects,
    records: new RecordStore(objects, checked, fileSystem),
    checkpoints: new CheckpointStore(folder, fileSystem),
    derived,
    checked,
    notes: new NoteStore(derived, fileSystem),
    own: new DerivedStore(artifacts, fileSystem),
  };
}
