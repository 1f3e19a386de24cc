import { createHash } from 'node:crypto'
import { MINUTE } from '@mamapu/kernel'
import {
  POSTER_SIZES,
  POSTER_TEMPLATES,
  type PosterAsk,
  type PosterContent,
  type PosterView,
} from '@mamapu/plugin-sdk'
import { isMediaHash } from '../media/index.js'
import type { Poster, PosterPlan } from './poster.types.js'

/** Raised when posters are drawn differently, so that old ones are not taken for new ones. */
const RECIPE = 'mamapu-poster-3'

/** Of one shop, asked for and not yet drawn; more are refused until some are. */
export const WAITING_OF_SHOP_MAX = 300
/** One that could not be drawn is tried again when it is asked for after this. */
const TRY_AGAIN_MS = MINUTE

const LINES_MAX = 6
/** How long a text may be; what is longer is cut, templates show less. */
const LENGTHS = {
  title: 200,
  subtitle: 400,
  price: 40,
  struckPrice: 40,
  badge: 40,
  from: 40,
  qrHint: 40,
} as const
const LINE_LENGTH = 60
const PATH = /^\/(?![/\\])[\x21-\x7e]{0,199}$/
/** Control and format characters, emoji and their joiners: the fonts of posters have no shapes for them. */
const UNDRAWN =
  /\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{Variation_Selector}/gu

/** What is wrong with what a plugin asks for; null when it can be drawn. */
export function whyNotDrawn({ template, size, content }: PosterAsk): string | null {
  if (!POSTER_TEMPLATES.includes(template)) return `template is one of ${POSTER_TEMPLATES.join(', ')}`
  if (!Object.hasOwn(POSTER_SIZES, size)) return `size is one of ${Object.keys(POSTER_SIZES).join(', ')}`
  if (typeof content?.title !== 'string' || cleaned(content.title, 1) === '') return 'content has a title'
  for (const name of Object.keys(LENGTHS) as (keyof typeof LENGTHS)[])
    if (content[name] !== undefined && typeof content[name] !== 'string') return `${name} is a text`
  if (content.picture !== undefined && !isMediaHash(content.picture))
    return 'picture is the hash of a picture of the shop'
  if (content.qrPath !== undefined && !PATH.test(content.qrPath))
    return 'qrPath is a path of the shop, at most 200 letters'
  const { lines } = content
  if (lines === undefined) return null
  const areLines =
    Array.isArray(lines) &&
    lines.length <= LINES_MAX &&
    lines.every(({ label, value }) => typeof label === 'string' && typeof value === 'string')
  return areLines ? null : `lines are at most ${LINES_MAX} of { label, value }`
}

/** The content with nothing in it that cannot be drawn; what is empty is left out. */
export function drawnContent(content: PosterContent): PosterContent {
  const texts = Object.entries(LENGTHS).flatMap(([name, length]) => {
    const text = cleaned(content[name as keyof typeof LENGTHS] ?? '', length)
    return text === '' ? [] : [[name, text] as const]
  })
  const lines = (content.lines ?? [])
    .map(({ label, value }) => ({ label: cleaned(label, LINE_LENGTH), value: cleaned(value, LINE_LENGTH) }))
    .filter(({ label, value }) => label !== '' || value !== '')
  return {
    ...(Object.fromEntries(texts) as unknown as PosterContent),
    ...(lines.length === 0 ? {} : { lines }),
    ...(content.picture === undefined ? {} : { picture: content.picture }),
    ...(content.qrPath === undefined ? {} : { qrPath: content.qrPath }),
  }
}

function cleaned(text: string, length: number): string {
  const seen = text.normalize('NFC').replace(/\s+/gu, ' ').replace(UNDRAWN, '')
  return [...seen.replace(/ {2,}/g, ' ').trim()].slice(0, length).join('').trim()
}

/** Names a poster by everything it is drawn from, and by whose it is: what one plugin has drawn is no other's. */
export function keyOfPlan({ template, size, content, shop }: PosterPlan, plugin: string): string {
  const parts = [RECIPE, plugin, template, size, sorted(content), sorted(shop)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))

/** Whether one that could not be drawn may be tried anew. */
export function isToTryAgain({ state, askedAt }: Poster, at: Date): boolean {
  return state === 'failed' && at.getTime() - askedAt.getTime() >= TRY_AGAIN_MS
}

const FILE = /^([0-9a-f]{64})\.png$/

/** The key in a poster's address; null for other names. */
export const keyOfFile = (file: string) => FILE.exec(file)?.[1] ?? null

export function viewOfPoster({ id, key, size, state }: Poster): PosterView {
  return { id, state, url: state === 'ready' ? `/posters/${key}.png` : null, ...POSTER_SIZES[size] }
}
