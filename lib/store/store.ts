import { DerivedStore } from "./derived.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import { ObjectStore } from "./objects.js";
import { RecordStore } from "./records.js";

/** The artifacts folder: objects, records, and what can be found again. */
export interface Store {
  readonly folder: string;
  readonly objects: ObjectStore;
  readonly records: RecordStore;
  readonly derived: DerivedStore;
}

export function openStore(folder: string, fileSystem: FileSystem = diskFileSystem): Store {
  const objects = new ObjectStore(folder, fileSystem);
  return {
    folder,
    objects,
    records: new RecordStore(objects, fileSystem),
    derived: new DerivedStore(folder, fileSystem),
  };
}
