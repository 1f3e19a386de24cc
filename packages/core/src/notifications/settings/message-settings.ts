import type { TenantTx } from '@mamapu/db'
import { type Static, Type } from 'typebox'
import { findVersioned, saveVersioned } from '../../versioned/index.js'
import { type Category, OUTBOUND_CHANNELS, type OutboundChannel } from '../channels/channel.types.js'

const closed = { additionalProperties: false }
const Channel = Type.Enum([...OUTBOUND_CHANNELS])
/** A provider of this installation, or nothing: the channel is not used. */
const Provider = Type.String({ pattern: '^([a-z][a-z0-9-]{0,29})?$' })
const Minute = (title: string) => Type.Integer({ minimum: 0, maximum: 1439, title })
/** More events than any shop has. */
const EVENTS_MAX = 200

/** How a shop sends, as a merchant sets it. Minutes count from midnight of the shop's zone. */
export const MessageSettingsBody = Type.Object(
  {
    providers: Type.Object({ sms: Provider, email: Provider, wechat: Provider }, closed),
    /** Where an event goes besides the inbox, where the merchant decided it. */
    events: Type.Record(
      Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}(\\.[a-zA-Z][a-zA-Z0-9_-]{0,38})?$' }),
      Type.Array(Channel, { maxItems: 3, uniqueItems: true }),
      { maxProperties: EVENTS_MAX },
    ),
    quiet: Type.Object(
      {
        isOn: Type.Boolean({ title: '免打扰时段 Quiet hours' }),
        fromMinute: Minute('从 From'),
        untilMinute: Minute('到 Until'),
        withService: Type.Boolean({ title: '订单消息也等到早上 Order messages wait too' }),
      },
      closed,
    ),
    offersPerDay: Type.Integer({
      minimum: 0,
      maximum: 10,
      title: '每人每天最多几条营销消息 Offers a person is sent a day at most',
    }),
  },
  closed,
)

export type MessageChoices = Static<typeof MessageSettingsBody>
export type MessageSettings = MessageChoices & {
  /** 0 while the merchant has set nothing. */
  readonly version: number
}

/** What holds until a merchant says otherwise: inbox alone, quiet from ten to eight, one offer a day. */
export const DEFAULT_MESSAGE_SETTINGS: MessageSettings = {
  providers: { sms: '', email: '', wechat: '' },
  events: {},
  quiet: { isOn: true, fromMinute: 22 * 60, untilMinute: 8 * 60, withService: false },
  offersPerDay: 1,
  version: 0,
}

/** The shop's settings as they stand in this transaction; what an older version left out has its default. */
export async function getMessageSettings(tx: TenantTx): Promise<MessageSettings> {
  return readSettings(await findVersioned(tx, 'messages'))
}

/** What a row says; without one, the defaults. */
export function readSettings(
  row: { readonly settings: Readonly<Record<string, unknown>>; readonly version: number } | null,
): MessageSettings {
  if (!row) return DEFAULT_MESSAGE_SETTINGS
  const { providers, events, quiet, offersPerDay } = {
    ...DEFAULT_MESSAGE_SETTINGS,
    ...(row.settings as Partial<MessageChoices>),
  }
  return {
    providers: { ...DEFAULT_MESSAGE_SETTINGS.providers, ...providers },
    events,
    quiet: { ...DEFAULT_MESSAGE_SETTINGS.quiet, ...quiet },
    offersPerDay,
    version: row.version,
  }
}

/** Sets all of them on the version the merchant saw; false when somebody was faster. */
export function saveMessageSettings(
  tx: TenantTx,
  change: { readonly version: number; readonly settings: MessageChoices; readonly at: Date },
): Promise<boolean> {
  return saveVersioned(tx, 'messages', change)
}

/**
 * Where an event goes besides the inbox: the merchant's choice, or ours, on the channels that are set up. A code goes where it is asked
 * for: nobody chooses that.
 */
export function channelsOf(
  { events, providers }: MessageChoices,
  event: {
    readonly name: string
    readonly category: Category
    readonly channels: readonly OutboundChannel[]
  },
): readonly OutboundChannel[] {
  const isChosen = event.category !== 'secret' && Object.hasOwn(events, event.name)
  const wished: readonly string[] = isChosen ? (events[event.name] as string[]) : event.channels
  return OUTBOUND_CHANNELS.filter((channel) => wished.includes(channel) && providers[channel] !== '')
}
