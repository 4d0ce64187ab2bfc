/** What the engine refuses, whatever the window or the command line asks. */
import type { Verb } from '../../../shared/model/action.ts';
import type { Detection, ServerConfig } from '../../../shared/model/server.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import { mtaNames } from '../../../shared/messages/mtaNames.en.ts';
import type { Watch } from '../watch.ts';

const abilityOf: Readonly<Record<Verb, readonly Detection['abilities'][number]['id'][]>> = {
  retry: ['retry_one'],
  hold: ['hold'],
  release: ['release'],
  delete: ['delete'],
  expire: ['expire'],
  requeue: ['requeue'],
};

/** Why a server may not be acted on in that way at all, in words, whatever it can do. */
export function levelRefusal(config: ServerConfig, watch: Watch | undefined, verb: Verb): string | null {
  if (config.route.kind === 'listing') return words.refused.listing(config.name);
  if (config.safety === 'observe') return words.refused.observe(config.name);
  if (config.safety === 'retry' && verb !== 'retry') return words.refused.retryOnly(config.name);
  if (!watch || config.paused) return words.refused.paused(config.name);
  return watch.state.detection === null ? words.refused.blind(config.name) : null;
}

/** Why a verb is not possible on a server, in words; null when it is. The engine decides this, not the buttons. */
export function refusal(config: ServerConfig, watch: Watch | undefined, verb: Verb): string | null {
  const level = levelRefusal(config, watch, verb);
  const found = watch?.state.detection ?? null;
  if (level !== null || found === null) return level ?? words.refused.blind(config.name);
  const able = found.abilities.filter((a) => abilityOf[verb].includes(a.id));
  if (able.length === 0 || able.every((a) => a.granted === 'absent')) {
    return able[0]?.note ?? words.refused.absent(mtaNames[found.mta], verb);
  }
  const refused = able.find((a) => a.granted === 'no');
  if (refused && !able.some((a) => a.granted === 'yes' || a.granted === 'unknown'))
    return words.refused.noRight(refused.command);
  return null;
}
