/** How many grams one product is found by, and how many one search asks for. */
export const PRODUCT_GRAMS_MAX = 400
export const QUERY_GRAMS_MAX = 16
const GRAM_LENGTH_MAX = 40
const TEXT_LENGTH_MAX = 2000

const RUN =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々]+|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々])[\p{L}\p{M}\p{N}])+/gu
const IS_CJK = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々]/u
const WORD_PARTS = /\p{N}+|[\p{L}\p{M}]+/gu

/** One form for what looks alike: full width folded, compatibility forms resolved, lower case. */
export function normalText(text: string): string {
  return text.slice(0, TEXT_LENGTH_MAX).normalize('NFKC').toLowerCase()
}

function runsOf(text: string): string[] {
  return normalText(text).match(RUN) ?? []
}

function pairs(characters: readonly string[]): string[] {
  return characters.slice(1).map((second, index) => `${characters[index]}${second}`)
}

/**
 * What a product is found by: single characters and pairs of neighbours for Chinese, whole words (and their letters and
 * digits apart) for the rest. The earlier texts count first when there are too many.
 */
export function gramsOf(texts: readonly string[]): string[] {
  const grams = new Set<string>()
  for (const run of texts.flatMap(runsOf)) {
    if (IS_CJK.test(run)) for (const gram of [...pairs([...run]), ...run]) grams.add(gram)
    else for (const gram of [run, ...(run.match(WORD_PARTS) ?? [])]) grams.add(gram.slice(0, GRAM_LENGTH_MAX))
    if (grams.size >= PRODUCT_GRAMS_MAX) break
  }
  return [...grams].slice(0, PRODUCT_GRAMS_MAX)
}

/** What a search asks for: all of these must be found. Empty when there is nothing to look for. */
export function queryGrams(query: string): string[] {
  const grams = new Set<string>()
  for (const run of runsOf(query.slice(0, 200))) {
    const characters = [...run]
    if (!IS_CJK.test(run)) grams.add(run.slice(0, GRAM_LENGTH_MAX))
    else for (const gram of characters.length === 1 ? characters : pairs(characters)) grams.add(gram)
  }
  return [...grams].slice(0, QUERY_GRAMS_MAX)
}
