/** Texts are read this far; nothing of ours is longer. */
export const GUARDED_TEXT_MAX = 100_000

/** A text as the guard reads it, and where each of its characters stood. */
export interface ReadText {
  /** Simplified characters, half-width, lower case; nothing hidden or scattered between Chinese characters. */
  readonly text: string
  /** The words as written that `text.slice(from, to)` came from. */
  written(from: number, to: number): string
}

const SIMPLIFIED = simplifiedOf(
  '親亲餵喂養养質质與与無无異异輸输於于遜逊勝胜過过復复還还擬拟複复製制級级國国療疗癒愈醫医藥药證证穩稳賺赚錢钱萬万億亿輕轻鬆松財财務务業业團团計计隊队發发線线員员費费購购買买禮礼門门檻槛繳缴納纳會会獎奖勵励頭头層层階阶價价銷销極极頂顶網网絕绝對对獨独歲岁濕湿黃黄貧贫腫肿預预體体強强幫帮腦脑長长嬰婴兒儿實实際际從从們们說说寫写嚴严請请諮咨詢询診诊斷断當当樣样種种優优貝贝寶宝媽妈愛爱機机構构認认權权專专賣卖間间時时個个這这麼么嗎吗讓让變变稱称聲声傳传盡尽單单雙双險险虧亏賠赔總总額额資资產产獲获應应營营補补滅灭殺杀腸肠瀉泻傷伤熱热燒烧臟脏氣气驗验術术擇择據据該该備备選选點点書书嬤嬷齡龄黴霉紅红濾滤鈣钙鐵铁鋅锌銀银囑嘱標标夠够縮缩擔担動动進进開开關关別别臺台滿满後后僅仅題题係系統统現现確确類类沒没給给掙挣純纯兩两幾几數数週周敗败贏赢靈灵見见潤润創创鎖锁視视記记憶忆聰聪經经調调節节蕁荨剋克飲饮擺摆脫脱趕赶擊击戰战勻匀壹一贰二貳二叁三參三伍五拾十佰百仟千卍万卐万輩辈緩缓紅红贊赞啟启轉转維维導导師师聽听貴贵東东壓压貨货師师鬥斗',
)
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  middot: '·',
  zwnj: '',
  zwj: '',
  shy: '',
  zerowidthspace: '',
  nobreak: '',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  bull: '•',
  hellip: '…',
}
const HAN = /\p{Script=Han}/u
/** Letters of other alphabets that are drawn as ours. */
const LATIN = simplifiedOf('аaеeоoрpсcхxуyіiјjѕsԁdһhοoαaιiνvκkτt')
/** Shows nothing at all: formats, soft hyphens, blank letters, marks on the letter before. */
const HIDDEN = /[\p{Emoji_Modifier}\p{Cf}\p{Mn}\p{Me}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u
/** Drawn between characters to hide them from readers like this one; no sentence ends at them. */
const SCATTERED =
  /[丶丨丿灬\p{So}\p{Regional_Indicator}\s\p{Cf}\p{Mn}·•・∙*_~^`|/\\+=#@$\-–—.。\p{Extended_Pictographic}]/u
const EQUALS = /^[=≈≌≒≡]$/u
const SEPARATOR = /[,、()[\]{}【】「」『』《》〈〉“”‘’"':…<>]/u
const SENTENCE_END = /[。！？!?；;\n]/u
/** Pieces of a page that stand on lines of their own. */
const BLOCK_TAG =
  /<\/?(?:p|br|hr|h[1-6]|ul|ol|li|blockquote|div|figure|figcaption|table|tr|td|th)\b[^>]{0,2000}>/gi

function simplifiedOf(pairs: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>()
  for (let at = 0; at + 1 < pairs.length; at += 2) map.set(pairs.charAt(at), pairs.charAt(at + 1))
  return map
}

/** What a page shows of HTML, the words beside pictures too; text without tags stays as it is. */
export function shownText(html: string): string {
  const cut = html.slice(0, GUARDED_TEXT_MAX).replaceAll('\0', '')
  if (!cut.includes('<') && !cut.includes('&')) return cut
  const alts = [...cut.matchAll(/\b(?:alt|title)="([^"]{1,400})"/gi)].map(([, alt]) => alt)
  const text = cut.replace(BLOCK_TAG, '\n').replace(/<[^>]{0,2000}>/g, '')
  return decoded([text, ...alts].join('\n'))
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,16}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

interface Character {
  readonly written: number
  readonly read: string
  readonly isScatter: boolean
}

/** Reads a text so that full-width, traditional, spaced-out and dotted writings are the same words. */
export function readText(given: string): ReadText {
  const shown = shownText(given)
  return textOf(shown, withoutScatter(charactersOf(shown)))
}

/** The same, and once more without the single letters between Chinese characters where there are any: 「躺x赚」, 「母o乳」. */
export function readBoth(given: string): readonly ReadText[] {
  const shown = shownText(given)
  const characters = withoutScatter(charactersOf(shown))
  const bare = characters.filter(({ read }, at) => {
    const isLone = /[a-z]/.test(read) && isHan(characters[at - 1]) && isHan(characters[at + 1])
    return !isLone
  })
  const plain = textOf(shown, characters)
  return bare.length === characters.length ? [plain] : [plain, textOf(shown, bare)]
}

const isHan = (character: Character | undefined) => character !== undefined && HAN.test(character.read)

function textOf(shown: string, characters: readonly Character[]): ReadText {
  return {
    text: characters.map(({ read }) => read).join(''),
    written(from, to) {
      const first = characters[from]?.written ?? 0
      const last = characters[to - 1]?.written ?? first
      return shown.slice(first, last + 1)
    },
  }
}

/** One entry per UTF-16 unit of what is read. */
function charactersOf(shown: string): Character[] {
  const characters: Character[] = []
  let written = 0
  for (const one of shown) {
    const plain = HIDDEN.test(one) ? '' : plainOf(one, shown.slice(written + 1, written + 4).trimStart())
    for (const unit of plain) {
      const isScatter = SCATTERED.test(unit)
      const read = SIMPLIFIED.get(unit) ?? LATIN.get(unit) ?? unit
      for (let at = 0; at < read.length; at += 1)
        characters.push({ written, read: read.charAt(at), isScatter })
    }
    written += one.length
  }
  return characters
}

/** Half-width, lower case; a sign that says "equals" before milk is that word. */
function plainOf(one: string, next: string): string {
  if (one === '’') return "'"
  const plain = one.normalize('NFKC').toLowerCase()
  return EQUALS.test(plain) && /^[母人妈第]/.test(next) ? '等于' : plain
}

/** What sets off a single character between two of its kind, 「月、入、过、万」 or 「母（乳）」, is scattered too. */
function withLoneSeparators(characters: readonly Character[]): Character[] {
  const marked = [...characters]
  for (let at = 0; at + 2 < characters.length; at += 1) {
    const [first, second] = [characters[at] as Character, characters[at + 2] as Character]
    if (!SEPARATOR.test(first.read) || !SEPARATOR.test(second.read) || !isHan(characters[at + 1])) continue
    marked[at] = { ...first, isScatter: true }
    marked[at + 2] = { ...second, isScatter: true }
  }
  return marked
}

/** Beside a Chinese character nothing scattered stays; elsewhere a run of it is one space. */
function withoutScatter(given: readonly Character[]): Character[] {
  const characters = withLoneSeparators(given)
  const kept: Character[] = []
  for (let at = 0; at < characters.length; ) {
    let end = at
    while (characters[end]?.isScatter) end += 1
    if (end === at) {
      kept.push(characters[at] as Character)
      at += 1
      continue
    }
    const run = characters.slice(at, end)
    const before = kept.at(-1)?.read ?? ''
    const after = characters[end]?.read ?? ''
    const ending = run.find(({ read }) => SENTENCE_END.test(read))
    if (ending) kept.push(ending)
    else if (!HAN.test(before) && !HAN.test(after))
      kept.push({ written: run[0]?.written ?? 0, read: ' ', isScatter: true })
    at = end
  }
  return kept
}
