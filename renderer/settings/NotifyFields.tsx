import type { ReactNode } from 'react';
import { alertsForm } from '../../shared/messages/settings-alerts-ui.en.ts';
import { settingsUi } from '../../shared/messages/settings-ui.en.ts';
import type { AlertSettings } from '../../shared/model/incident.ts';
import { LinkButton } from '../ui/Button.tsx';
import { withGroup } from './alertsDraft.ts';
import { SettingLine, SettingRow } from './SettingRow.tsx';
import { InlineNumber, Switch } from '../ui/labelled.tsx';

const words = alertsForm.notify;

/** How and how often a person is told, and what was marked as normal. */
export function NotifyFields(props: { draft: AlertSettings; onDraft: (draft: AlertSettings) => void }): ReactNode {
  const { draft, onDraft } = props;
  const notify = draft.notifications;
  const set = (values: Partial<AlertSettings['notifications']>): void =>
    onDraft(withGroup(draft, 'notifications', values));
  return (
    <>
      <SettingRow name={words.title}>
        <SettingLine>
          <Switch label={words.enabled} checked={notify.enabled} onChange={(enabled) => set({ enabled })} />
        </SettingLine>
        <SettingLine>
          {words.budget}
          <InlineNumber
            label={words.budget}
            value={notify.budget}
            min={1}
            max={1000}
            onChange={(budget) => set({ budget })}
          />
          {words.budgetAfter}
        </SettingLine>
        <SettingLine>
          {words.wait}
          <InlineNumber
            label={words.wait}
            value={notify.group_wait}
            min={0}
            max={3600}
            onChange={(group_wait) => set({ group_wait })}
          />
          {words.waitAfter}
        </SettingLine>
        <SettingLine>
          {words.remind}
          <InlineNumber
            label={words.remind}
            value={Math.round(notify.reminder_after / 360) / 10}
            min={0.2}
            max={168}
            onChange={(hours) => set({ reminder_after: Math.round(hours * 3600) })}
          />
          {words.remindHours}
          <InlineNumber
            label={words.remindHours}
            value={notify.reminders}
            min={0}
            max={100}
            onChange={(reminders) => set({ reminders })}
          />
          {words.remindTimes}
        </SettingLine>
        <SettingLine>
          <Switch
            label={words.addresses}
            checked={notify.show_addresses}
            onChange={(show_addresses) => set({ show_addresses })}
          />
        </SettingLine>
        <SettingLine>
          <Switch
            label={words.focus}
            checked={notify.follow_focus}
            onChange={(follow_focus) => set({ follow_focus })}
          />
        </SettingLine>
      </SettingRow>
      <SettingRow name={alertsForm.expected.title}>
        {draft.expected.length === 0 && <p className="s12 f3">{alertsForm.expected.none}</p>}
        {draft.expected.map((expected, index) => (
          <SettingLine key={index}>
            <span>
              {[expected.server, expected.provider, expected.class].filter((p) => p !== null).join(', ') ||
                alertsForm.any}
            </span>
            <span className="f2">
              {expected.from}–{expected.to},{' '}
              {expected.days.length === 0
                ? alertsForm.expected.every
                : expected.days.map((d) => settingsUi.daysShort[d]).join(' ')}
              {expected.most !== null && `, ${alertsForm.expected.most(expected.most)}`}
            </span>
            <LinkButton onClick={() => onDraft({ ...draft, expected: draft.expected.filter((_, i) => i !== index) })}>
              {alertsForm.expected.remove}
            </LinkButton>
          </SettingLine>
        ))}
      </SettingRow>
    </>
  );
}
