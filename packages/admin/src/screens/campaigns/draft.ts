import {
  type Audience,
  type CampaignCommission,
  type CampaignDraft,
  CHANNELS,
  type Channel,
  type LocalSpan,
  type Mechanic,
  type Recurrence,
  type ScopeLists,
} from '../../api/campaigns.js'
import { openWith, toSend } from '../../schema-form/schema.js'
import { addDays, dayOf, instantAt } from './days.js'

/** A campaign as its form holds it: flat choices instead of the unions of the API. */
export interface DraftForm {
  label: string
  config: Record<string, unknown>
  reach: 'all' | 'chosen'
  goods: ScopeLists
  except: ScopeLists
  who: Audience['kind']
  level: { rank: number; name: string } | null
  tag: string
  /** None chosen is all of them. */
  channels: Channel[]
  priority: number
  commission: CampaignCommission['mode']
  commissionBps: number | null
  repeat: 'once' | Recurrence['every']
  startsAt: string | null
  endsAt: string | null
  weekDays: number[]
  monthDays: number[]
  times: LocalSpan[]
  firstDay: string | null
  lastDay: string | null
  /** 0 is no announcement. */
  announceMinutes: number
}

export interface Clock {
  readonly now: Date
  readonly zone: string
}

/** What a campaign's own rate may be: 1 % to 40 %. */
export const COMMISSION_BPS_MIN = 100
export const COMMISSION_BPS_MAX = 4000

const NOTHING: ScopeLists = { categories: [], tags: [], products: [], skus: [] }

/** What a new campaign of a mechanic opens with: every choice that most shops make, from tomorrow morning for a week. */
export function blankForm(mechanic: Pick<Mechanic, 'config' | 'title' | 'uses'>, clock: Clock): DraftForm {
  const tomorrow = addDays(dayOf(clock.now, clock.zone), 1)
  return {
    label: mechanic.title,
    config: openWith(mechanic.config, {}),
    reach: 'all',
    goods: NOTHING,
    except: NOTHING,
    who: 'everyone',
    level: null,
    tag: '',
    channels: [],
    priority: 0,
    commission: 'usual',
    commissionBps: null,
    repeat: 'once',
    startsAt: instantAt(tomorrow, '10:00', clock.zone).toISOString(),
    endsAt: instantAt(addDays(tomorrow, 6), '24:00', clock.zone).toISOString(),
    weekDays: [3],
    monthDays: [1],
    times: [{ from: '10:00', to: '22:00' }],
    firstDay: null,
    lastDay: null,
    announceMinutes: mechanic.uses.announce ? 1440 : 0,
  }
}

/** A saved campaign in its form. */
export function formOf(draft: CampaignDraft, mechanic: Mechanic, clock: Clock): DraftForm {
  const { recurrence, audience, scope } = draft
  const blank = blankForm(mechanic, clock)
  const { all, except, ...goods } = scope
  return {
    ...blank,
    label: draft.label,
    config: openWith(mechanic.config, draft.config),
    reach: all ? 'all' : 'chosen',
    goods,
    except,
    who: audience.kind,
    level: audience.kind === 'level' ? { rank: audience.rank, name: audience.name } : null,
    tag: audience.kind === 'tag' ? audience.tag : '',
    channels: [...(audience.channels ?? [])],
    priority: draft.priority,
    commission: draft.commission.mode,
    commissionBps: draft.commission.mode === 'rate' ? draft.commission.bps : null,
    repeat: recurrence?.every ?? 'once',
    startsAt: draft.startsAt ?? blank.startsAt,
    endsAt: draft.endsAt ?? blank.endsAt,
    weekDays: recurrence?.every === 'week' ? [...recurrence.days] : blank.weekDays,
    monthDays: recurrence?.every === 'month' ? [...recurrence.days] : blank.monthDays,
    times: recurrence ? [...recurrence.times] : blank.times,
    firstDay: recurrence?.from ?? null,
    lastDay: recurrence?.until ?? null,
    announceMinutes: draft.announceMinutes ?? 0,
  }
}

/** What is sent: only what the mechanic uses and the chosen kind of time needs. */
export function draftOf(form: DraftForm, { plugin, config, uses }: Mechanic): CampaignDraft {
  const recurrence = uses.recurrence ? recurrenceOf(form) : null
  const isAll = !uses.scope || form.reach === 'all'
  return {
    plugin,
    label: form.label.trim(),
    config: toSend(config, form.config),
    startsAt: recurrence ? null : form.startsAt,
    endsAt: recurrence ? null : form.endsAt,
    recurrence,
    announceMinutes: uses.announce && form.announceMinutes > 0 ? form.announceMinutes : null,
    audience: uses.audience ? audienceOf(form) : { kind: 'everyone' },
    scope: {
      all: isAll,
      ...(isAll ? NOTHING : listsOf(form.goods)),
      except: uses.scope ? listsOf(form.except) : NOTHING,
    },
    priority: form.priority,
    commission:
      form.commission === 'rate'
        ? { mode: 'rate', bps: form.commissionBps ?? COMMISSION_BPS_MIN }
        : { mode: form.commission },
  }
}

/** Whatever else stood in the lists stays away. */
function listsOf({ categories, tags, products, skus }: Partial<ScopeLists> = {}): ScopeLists {
  return { categories: categories ?? [], tags: tags ?? [], products: products ?? [], skus: skus ?? [] }
}

/** When it comes again; null for once. */
export function recurrenceOf(form: DraftForm): Recurrence | null {
  if (form.repeat === 'once') return null
  const days = { day: [], week: form.weekDays, month: form.monthDays }[form.repeat]
  return {
    every: form.repeat,
    days: days.toSorted((a, b) => a - b),
    times: form.times
      .filter((span) => Boolean(span?.from && span.to))
      .toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    ...(form.firstDay ? { from: form.firstDay } : {}),
    ...(form.lastDay ? { until: form.lastDay } : {}),
  }
}

function audienceOf({ who, level, tag, channels }: DraftForm): Audience {
  const through = channels.length > 0 ? { channels: CHANNELS.filter((one) => channels.includes(one)) } : {}
  if (who === 'level') return { kind: 'level', rank: level?.rank ?? 1, name: level?.name ?? '', ...through }
  if (who === 'tag') return { kind: 'tag', tag: tag.trim(), ...through }
  return { kind: who, ...through }
}
