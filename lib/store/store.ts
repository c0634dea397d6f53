import { CheckedObjects } from "./checked.js";
import { CheckpointStore } from "./checkpoints.js";
import { DerivedStore } from "./derived.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import { ObjectStore } from "./objects.js";
import { RecordStore } from "./records.js";

/** The artifacts folder: objects, records, checkpoints, and what can be found again. */
export interface Store {
  readonly folder: string;
  /** By which everything in the folder is changed. */
  readonly fileSystem: FileSystem;
  readonly objects: ObjectStore;
  readonly records: RecordStore;
  readonly checkpoints: CheckpointStore;
  readonly derived: DerivedStore;
  readonly checked: CheckedObjects;
}

export function openStore(folder: string, fileSystem: FileSystem = diskFileSystem): Store {
  const derived = new DerivedStore(folder, fileSystem);
  const checked = new CheckedObjects(folder, derived, fileSystem);
  const objects = new ObjectStore(folder, checked, fileSystem);
  return {
    folder,
    fileSystem,
    objects,
    records: new RecordStore(objects, fileSystem),
    checkpoints: new CheckpointStore(folder, fileSystem),
    derived,
    checked,
  };
}
