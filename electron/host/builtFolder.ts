import { existsSync } from 'node:fs';
import path from 'node:path';

/** dist/, seen from a bundle in it, from one of its chunks, or from the sources. */
export function builtFolder(here: string = import.meta.dirname): string {
  const fromSources = path.resolve(here, '..', '..', 'dist');
  const places = [here, path.dirname(here), fromSources];
  return places.find((place) => existsSync(path.join(place, 'renderer', 'index.html'))) ?? fromSources;
}
