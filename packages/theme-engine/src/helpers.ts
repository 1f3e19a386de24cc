/** Every helper a theme or a plugin's block may use. The check knows exactly these names (`helperNames`). */
import Handlebars from 'handlebars'
import type { Block } from './block.js'
import { brandProperties } from './colour.js'
import { dateText, spanText } from './dates.js'
import { escapeHtml } from './escape.js'
import { type GapName, gapMarker, gapNames } from './gaps.js'
import { limits } from './limits.js'
import { safeUrl } from './links.js'
import { moneyPlain, moneyText, priceMarkup } from './money.js'
import type { Picture, SlotName, SlotPart } from './page-parts.js'
import { qrMarkup } from './qr.js'
import { htmlOf } from './safe-html.js'
import type { RuntimeData } from './state.js'
import { showText } from './texts.js'

export interface HelperOptions {
  hash: Record<string, unknown>
  data: RuntimeData
}
type Helper = (this: unknown, ...args: never[]) => unknown
type Loop = (this: unknown, list: unknown, options: HelperOptions) => unknown

const safe = (html: string) => new Handlebars.SafeString(html)
const builtInEach = Handlebars.helpers.each as Loop

function openGap(data: RuntimeData, name: GapName, arg: string): string {
  data.state.gaps.push({ name, arg })
  return gapMarker(data.state.gaps.length - 1)
}

/** `{{t "key" n=1}}`, or `{{t "order.state" order.state}}` for the text `order.state.paid`. */
function t(...args: [key: string, ...rest: unknown[]]): string {
  const options = args[args.length - 1] as HelperOptions
  const key = args.length > 2 ? `${args[0]}.${String(args[1])}` : args[0]
  return showText(options.data.texts, key, options.hash)
}

/** What a gap is about: an id, or the ids of a list of things with spaces between. */
function gapArg(value: unknown): string {
  return Array.isArray(value) ? value.map((one: { id: string }) => one.id).join(' ') : String(value)
}

function gap(...args: [name: string, ...rest: unknown[]]) {
  const options = args[args.length - 1] as HelperOptions
  if (!Object.hasOwn(gapNames, args[0])) throw new Error(`unknown gap ${args[0]}`)
  return safe(openGap(options.data, args[0] as GapName, args.length > 2 ? gapArg(args[1]) : ''))
}

function price(fen: number | null | undefined) {
  return fen === null || fen === undefined ? '' : safe(priceMarkup(fen))
}

/** `{{money fen}}` ¥12.90; `plain=true` gives 12.90 for machines. */
function money(fen: number | null | undefined, options: HelperOptions): string {
  if (fen === null || fen === undefined) return ''
  return options.hash.plain === true ? moneyPlain(fen) : moneyText(fen)
}

function date(...args: [value: unknown, ...rest: unknown[]]): string {
  const { state } = (args[args.length - 1] as HelperOptions).data
  const style = args.length > 2 ? args[1] : 'date'
  return dateText(args[0], style, { locale: state.locale, zone: state.layout.shop.timeZone })
}

/** `{{span from until}}`: when something runs, saying nothing twice. */
function span(from: unknown, until: unknown, { data: { state } }: HelperOptions): string {
  return spanText(from, until, { locale: state.locale, zone: state.layout.shop.timeZone })
}

/** `{{img picture size="card" eager=true class="…" alt="…"}}`: always with its size, lazy unless `eager`. */
function img(picture: Picture | null | undefined, options: HelperOptions) {
  if (!picture) return ''
  const { hash, data } = options
  const widths = picture.sources.slice(0, 12).map((one) => `${safeUrl(one.url)} ${Number(one.width)}w`)
  const sizes = typeof hash.size === 'string' ? data.state.theme.imageSizes[hash.size] : undefined
  const attributes: [string, string][] = [
    ['src', safeUrl(picture.url)],
    ['width', String(Number(picture.width))],
    ['height', String(Number(picture.height))],
    ['alt', String(hash.alt ?? picture.alt ?? '')],
    ['decoding', 'async'],
    hash.eager ? ['fetchpriority', 'high'] : ['loading', 'lazy'],
  ]
  if (widths.length > 0) attributes.push(['srcset', widths.join(', ')], ['sizes', sizes ?? '100vw'])
  if (typeof hash.class === 'string') attributes.push(['class', hash.class])
  return safe(`<img ${attributes.map(([name, value]) => `${name}="${escapeHtml(value)}"`).join(' ')}>`)
}

/** `{{qr text label="…"}}`: a code to scan, drawn on the page, so that it is there offline. Nothing for what does not fit in one. */
function qr(text: unknown, options: HelperOptions) {
  const drawn = qrMarkup(text, String(options.hash.label ?? ''))
  return drawn === null ? '' : safe(drawn)
}

function runPart(part: SlotPart, place: string, data: RuntimeData): string {
  const { rounds } = data.state
  try {
    const html = (part.template as Block).run(part.data, data)
    return html.trim() === ''
      ? ''
      : `<div class="part" data-plugin="${escapeHtml(part.plugin)}">${html}</div>`
  } catch (error) {
    data.state.rounds = rounds
    data.state.onFault({ plugin: part.plugin, place, error })
    return ''
  }
}

/** Contributions of plugins to a place; one that throws shows nothing and is reported. */
function slot(name: SlotName, options: HelperOptions) {
  const parts = options.data.layout.slots[name]
  if (!parts || parts.length === 0) return ''
  return safe(parts.map((part) => runPart(part, name, options.data)).join(''))
}

/** One contribution as the body of a plugin's page. */
function part(value: SlotPart, options: HelperOptions) {
  return safe(runPart(value, 'page', options.data))
}

function each(this: unknown, list: unknown, options: HelperOptions): unknown {
  const shown = Array.isArray(list) && list.length > limits.listItems ? list.slice(0, limits.listItems) : list
  const { state } = options.data
  state.rounds += Array.isArray(shown) ? shown.length : 0
  if (state.rounds > limits.rounds) throw new Error(`more than ${limits.rounds} rounds of loops on one page`)
  return builtInEach.call(this, shown, options)
}

/** As `if` sees it: a count of zero is nothing. */
const isThere = (value: unknown) => value !== 0 && !Handlebars.Utils.isEmpty(value)

export const helpers = {
  t,
  gap,
  price,
  money,
  date,
  span,
  img,
  qr,
  slot,
  part,
  each,
  rich: (value: unknown) => safe(htmlOf(value) ?? ''),
  asset: (name: string, options: HelperOptions) => options.data.state.theme.assetUrls.get(name) ?? '',
  icon: (name: string, options: HelperOptions) => safe(options.data.state.theme.icons.get(name) ?? ''),
  url: safeUrl,
  body: (options: HelperOptions) => safe(options.data.state.body),
  brandStyle: (colour: unknown, options: HelperOptions) =>
    safe(`<style nonce="${openGap(options.data, 'nonce', '')}">:root{${brandProperties(colour)}}</style>`),
  eq: (a: unknown, b: unknown) => a === b,
  gt: (a: unknown, b: unknown) => Number(a) > Number(b),
  not: (a: unknown) => !isThere(a),
  and: (...args: unknown[]) => args.slice(0, -1).every(isThere),
  or: (...args: unknown[]) => args.slice(0, -1).find(isThere) ?? false,
} as const satisfies Record<string, Helper>

/** Ours and the built-in ones a template may call. `log` and everything else is refused. */
export const helperNames: ReadonlySet<string> = new Set([
  ...Object.keys(helpers),
  'if',
  'unless',
  'with',
  'lookup',
])
