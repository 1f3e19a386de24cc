import type { DemoBaby, DemoOption, DemoProduct, DemoVariant } from './demo.types.js'
import type { GoodsPicture } from './pictures.js'

/** One value of an option; a price of its own replaces the product's, `times` multiplies weight and compare-at. */
export interface Choice {
  readonly label: string
  readonly priceFen?: number
  readonly times?: number
}

export interface Choices {
  readonly name: string
  readonly values: readonly Choice[]
}

/** What the goods of one line have in common. */
export interface Line {
  readonly category: string
  readonly brand: string
  readonly tags: readonly string[]
  readonly months: readonly [number, number]
  readonly stage?: string
  readonly standard?: string
  readonly shelfLifeDays?: number
  /** What is true of every piece: material, make, use. */
  readonly facts: readonly string[]
  /** The closing words: care, sizes, a word from the shop. */
  readonly note: string
  /** Cost as basis points of the price. */
  readonly costBps: number
}

/** One product of a line, written by hand. */
export interface Piece {
  readonly slug: string
  readonly title: string
  readonly titleEn: string
  readonly point: string
  readonly intro: string
  readonly pictures: readonly [GoodsPicture, GoodsPicture, ...GoodsPicture[]]
  readonly price: number
  readonly was?: number
  readonly grams: number
  readonly stock?: number
  readonly choices?: readonly Choices[]
  readonly facts?: readonly string[]
  readonly tags?: readonly string[]
  readonly months?: readonly [number, number]
  readonly stage?: string
  readonly size?: string
  readonly standard?: string
  readonly shelfLifeDays?: number
  readonly limit?: { readonly quantity: number; readonly days: number }
}

/** A product before the shop numbered it. */
export type Draft = Line & Piece

export const colours = (...labels: string[]): Choices => ({
  name: '颜色',
  values: labels.map((label) => ({ label })),
})

export const sizes = (...labels: (string | number)[]): Choices => ({
  name: '尺码',
  values: labels.map((label) => ({ label: String(label) })),
})

export const styles = (name: string, ...labels: string[]): Choices => ({
  name,
  values: labels.map((label) => ({ label })),
})

/** Packs of one thing: the first at the product's own price, the others at theirs. */
export const packs = (
  first: string,
  ...more: [label: string, priceFen: number, times: number][]
): Choices => ({
  name: '规格',
  values: [{ label: first }, ...more.map(([label, priceFen, times]) => ({ label, priceFen, times }))],
})

/** Kinds that differ in price though not in number. */
export const kinds = (name: string, ...values: [label: string, priceFen: number][]): Choices => ({
  name,
  values: values.map(([label, priceFen]) => ({ label, priceFen })),
})

/** Joins what a line shares with each of its pieces; a piece's own words win, its facts and tags come first. */
export function line(shared: Line, pieces: readonly Piece[]): Draft[] {
  return pieces.map((piece) => ({
    ...shared,
    ...piece,
    facts: [...(piece.facts ?? []), ...shared.facts],
    tags: [...(piece.tags ?? []), ...shared.tags],
  }))
}

/** Numbers the drafts of a shop and writes out their variants; the same drafts give the same catalogue. */
export function catalogue(skuPrefix: string, drafts: readonly Draft[]): DemoProduct[] {
  return drafts.map((draft, index) => finish(`${skuPrefix}-${1001 + index}`, draft))
}

function finish(code: string, draft: Draft): DemoProduct {
  const options: DemoOption[] = (draft.choices ?? []).map(({ name, values }) => ({
    name,
    values: values.map((value) => value.label),
  }))
  return {
    slug: draft.slug,
    title: draft.title,
    titleEn: draft.titleEn,
    sellingPoint: draft.point,
    descriptionHtml: describe(draft),
    brand: draft.brand,
    category: draft.category,
    tags: [...new Set(draft.tags)],
    pictures: draft.pictures,
    options,
    variants: variantsOf(code, draft),
    baby: babyOf(draft),
    ...(draft.limit ? { purchaseLimit: draft.limit } : {}),
  }
}

function describe({ intro, facts, note }: Draft): string {
  const items = facts.map((fact) => `<li>${emphasised(fact)}</li>`).join('')
  return `<p>${intro}</p><ul>${items}</ul><p>${note}</p>`
}

/** Sets what stands before a full-width colon in bold: "面料:纯棉" names, then tells. */
function emphasised(fact: string): string {
  const colon = fact.indexOf('：')
  return colon < 0 ? fact : `<strong>${fact.slice(0, colon)}</strong>${fact.slice(colon)}`
}

function variantsOf(code: string, draft: Draft): DemoVariant[] {
  return combinations(draft.choices ?? []).map((chosen, index) => {
    const priceFen = chosen.findLast((choice) => choice.priceFen !== undefined)?.priceFen ?? draft.price
    const times = chosen.reduce((product, choice) => product * (choice.times ?? 1), 1)
    const compareAtFen = (draft.was ?? 0) * times
    const variantCode = `${code}-${String(index + 1).padStart(2, '0')}`
    return {
      code: variantCode,
      optionValues: chosen.map((choice) => choice.label),
      priceFen,
      ...(compareAtFen > priceFen ? { compareAtFen } : {}),
      costFen: Math.floor((priceFen * draft.costBps) / 10_000),
      weightGrams: draft.grams * times,
      stock: stockOf(variantCode, draft.stock ?? 60),
    }
  })
}

function combinations(choices: readonly Choices[]): Choice[][] {
  return choices.reduce<Choice[][]>(
    (rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  )
}

/** Spreads stock between half and one and a half of the usual, with a rare empty shelf. */
function stockOf(code: string, usual: number): number {
  const spread = [...code].reduce(
    (sum, letter) => (sum * 131 + (letter.codePointAt(0) ?? 0) * 577) % 99_991,
    7,
  )
  if (spread % 41 === 0 && !code.endsWith('-01')) return 0
  return Math.max(3, Math.floor((usual * (50 + (spread % 101))) / 100))
}

function babyOf(draft: Draft): DemoBaby {
  const [ageMinMonths, ageMaxMonths] = draft.months
  return {
    ageMinMonths,
    ageMaxMonths,
    stage: draft.stage ?? stageOf(ageMinMonths, ageMaxMonths),
    ...(draft.size === undefined ? {} : { size: draft.size }),
    ...(draft.standard === undefined ? {} : { standard: draft.standard }),
    ...(draft.shelfLifeDays === undefined ? {} : { shelfLifeDays: draft.shelfLifeDays }),
  }
}

function stageOf(from: number, to: number): string {
  if (to <= 12) return '婴儿'
  if (from >= 72) return '学龄'
  if (from >= 36) return '学前'
  return from >= 12 ? '幼儿' : '婴幼儿'
}
