import type { ReactNode } from 'react';
import { alertsForm as words } from '../../shared/messages/settings-alerts-ui.en.ts';
import type { AlertSettings } from '../../shared/model/incident.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { Icon } from '../ui/icons.tsx';
import { withGroup } from './alertsDraft.ts';
import { PriorityFields } from './PriorityFields.tsx';
import { SettingLine, SettingRow } from './SettingRow.tsx';
import styles from './Settings.module.css';
import { InlineNumber, Switch } from '../ui/labelled.tsx';

/** When an incident opens: each rule of the alert engine as one row, its figures inside the sentence. */
export function AlertFields(props: {
  draft: AlertSettings;
  onDraft: (draft: AlertSettings) => void;
  servers: readonly ServerView[];
}): ReactNode {
  const { draft, onDraft } = props;
  const inflow = props.servers.filter((s) => s.config.route.kind !== 'listing');
  return (
    <>
      <SettingRow name={words.local.title} hint={words.local.hint}>
        <SettingLine>
          <Switch
            label={words.local.title}
            hideLabel
            checked={draft.local_fault.enabled}
            onChange={(enabled) => onDraft(withGroup(draft, 'local_fault', { enabled }))}
          />
          {words.local.at}
          <InlineNumber
            label={words.local.recipients}
            value={draft.local_fault.recipients}
            min={1}
            max={10_000}
            onChange={(recipients) => onDraft(withGroup(draft, 'local_fault', { recipients }))}
          />
          {words.local.recipients}
          <InlineNumber
            label={words.local.messages}
            value={draft.local_fault.messages}
            min={1}
            max={10_000}
            onChange={(messages) => onDraft(withGroup(draft, 'local_fault', { messages }))}
          />
          {words.local.messages}
        </SettingLine>
      </SettingRow>
      <SettingRow name={words.spike.title} hint={words.spike.hint}>
        <SettingLine>
          <Switch
            label={words.spike.title}
            hideLabel
            checked={draft.spike.enabled}
            onChange={(enabled) => onDraft(withGroup(draft, 'spike', { enabled }))}
          />
          {words.spike.at}
          <InlineNumber
            label={`${words.spike.title}, ${words.spike.server}`}
            value={draft.spike.floor_server}
            min={1}
            max={1_000_000}
            onChange={(floor_server) => onDraft(withGroup(draft, 'spike', { floor_server }))}
          />
          {words.spike.server}
          <InlineNumber
            label={words.spike.providerLabel}
            value={draft.spike.floor_provider}
            min={1}
            max={1_000_000}
            onChange={(floor_provider) => onDraft(withGroup(draft, 'spike', { floor_provider }))}
          />
        </SettingLine>
        <p className="s12 f3">{words.spike.note}</p>
      </SettingRow>
      <SettingRow name={words.everywhere.title} hint={words.everywhere.hint}>
        <SettingLine>
          <Switch
            label={words.everywhere.title}
            hideLabel
            checked={draft.everywhere.enabled}
            onChange={(enabled) => onDraft(withGroup(draft, 'everywhere', { enabled }))}
          />
          {words.everywhere.share}
          <InlineNumber
            label={words.everywhere.percent}
            value={Math.round(draft.everywhere.share * 100)}
            min={1}
            max={100}
            onChange={(percent) => onDraft(withGroup(draft, 'everywhere', { share: percent / 100 }))}
          />
          {words.everywhere.percent}
          <InlineNumber
            label={words.everywhere.providers}
            value={draft.everywhere.providers}
            min={2}
            max={1000}
            onChange={(providers) => onDraft(withGroup(draft, 'everywhere', { providers }))}
          />
          {words.everywhere.providers}
        </SettingLine>
      </SettingRow>
      <SettingRow name={words.silent.title} hint={words.silent.hint}>
        <SettingLine>
          <Switch
            label={words.silent.title}
            hideLabel
            checked={draft.silent_outage.enabled}
            onChange={(enabled) => onDraft(withGroup(draft, 'silent_outage', { enabled }))}
          />
          {words.silent.text}
          <InlineNumber
            label={words.silent.minutes}
            value={draft.silent_outage.minutes}
            min={5}
            max={1440}
            onChange={(minutes) => onDraft(withGroup(draft, 'silent_outage', { minutes }))}
          />
          {words.silent.minutes}
          <InlineNumber
            label={words.silent.expected}
            value={draft.silent_outage.expected}
            min={1}
            max={1_000_000}
            onChange={(expected) => onDraft(withGroup(draft, 'silent_outage', { expected }))}
          />
          {words.silent.expected}
        </SettingLine>
        {inflow.map((server) => (
          <p key={server.config.id} className={styles.state}>
            <Icon name={server.inflowWatched ? 'check' : 'blind'} size={14} />
            <span className="s12 f3">{words.silent.of(server.config.name, server.inflow)}</span>
          </p>
        ))}
      </SettingRow>
      <SettingRow name={words.stuck.title} hint={words.stuck.hint}>
        <SettingLine>
          <Switch
            label={words.stuck.title}
            hideLabel
            checked={draft.stuck.enabled}
            onChange={(enabled) => onDraft(withGroup(draft, 'stuck', { enabled }))}
          />
          {words.stuck.from}
          <InlineNumber
            label={words.stuck.recipients}
            value={draft.stuck.recipients}
            min={1}
            max={1_000_000}
            onChange={(recipients) => onDraft(withGroup(draft, 'stuck', { recipients }))}
          />
          {words.stuck.recipients}
          <InlineNumber
            label={words.stuck.minutes}
            value={draft.stuck.minutes}
            min={5}
            max={14_400}
            onChange={(minutes) => onDraft(withGroup(draft, 'stuck', { minutes }))}
          />
          {words.stuck.minutes}
        </SettingLine>
      </SettingRow>
      <SettingRow name={words.creeping.title} hint={words.creeping.hint}>
        <SettingLine>
          <Switch
            label={words.creeping.text}
            checked={draft.creeping.enabled}
            onChange={(enabled) => onDraft(withGroup(draft, 'creeping', { enabled }))}
          />
        </SettingLine>
      </SettingRow>
      <SettingRow name={words.greylist.title}>
        <SettingLine>
          <Switch
            label={words.greylist.text}
            checked={draft.greylist.opens}
            onChange={(opens) => onDraft(withGroup(draft, 'greylist', { opens }))}
          />
        </SettingLine>
        <SettingLine>
          {words.greylist.otherwise}
          <InlineNumber
            label={words.greylist.otherwise}
            value={draft.greylist.minutes}
            min={1}
            max={1440}
            onChange={(minutes) => onDraft(withGroup(draft, 'greylist', { minutes }))}
          />
          {words.greylist.minutes}
        </SettingLine>
      </SettingRow>
      <PriorityFields draft={draft} onDraft={onDraft} />
    </>
  );
}
