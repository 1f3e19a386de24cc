import type { CustomerId, Id } from '@mamapu/kernel'

/** A short address that says who shared what; opening it is told as `link.visited`. */
export interface TrackedLink {
  readonly id: Id<'lnk'>
  /** Eight letters and digits nobody can guess from another one. */
  readonly code: string
  readonly owner: CustomerId
  /** `moments`, `poster`, `invite` …: what the plugin calls the way it is shared. */
  readonly scene: string
  /** Where it leads in this shop. */
  readonly target: string
  /** `/s/<code>`; its QR code is at `/s/<code>.svg` and `/s/<code>.png`. `linkTo` has the addresses that lead to another page. */
  readonly path: string
  /** The whole address, to copy. */
  readonly url: string
}

/** A tracked link's addresses, as they are shared. */
export interface LinkAddresses {
  /** From the shop's root: `/s/<code>/p/bath-duck`. */
  readonly path: string
  /** The whole address, to copy. */
  readonly url: string
  /** Its QR code, from the shop's root. */
  readonly svg: string
  readonly png: string
}

/** The addresses of a link that lead to another page of the shop than its own: `target` is that page's path. */
export function linkTo({ path, url }: Pick<TrackedLink, 'path' | 'url'>, target: string): LinkAddresses {
  const [page, picture] = target === '/' ? ['', ''] : [target, `?to=${encodeURIComponent(target)}`]
  return {
    path: `${path}${page}`,
    url: `${url}${page}`,
    svg: `${path}.svg${picture}`,
    png: `${path}.png${picture}`,
  }
}

/** By opened links: how often, and by how many; one visitor counts once a day. */
export interface LinkFigures {
  readonly visits: number
  readonly visitors: number
}

export interface LinkService {
  /** The same owner, scene and target give the same link. `target` is a path of this shop. Needs `links:make`. */
  make(ask: {
    readonly owner: CustomerId
    readonly scene: string
    readonly target: string
  }): Promise<TrackedLink>
  /** A link of this plugin; null for others'. */
  find(code: string): Promise<TrackedLink | null>
  /**
   * The page of this shop in what somebody pasted: a path, an address, or a message with one in it; of a tracked link, whoever's, what it
   * shares. Null for another place.
   */
  pageOf(pasted: string): Promise<string | null>
  /** Of at most 200 owners, by links of all plugins and the store's days that the span touches; those without any are missing. */
  figures(ask: {
    readonly owners: readonly CustomerId[]
    readonly from: Date
    readonly until: Date
  }): Promise<ReadonlyMap<CustomerId, LinkFigures>>
  /**
   * For an owner who leaves or comes back: with `false` all links of hers, of every plugin and made later too, still lead on, count
   * nothing and tell nobody.
   */
  setCounting(owner: CustomerId, counts: boolean): Promise<void>
}

/**
 * Who looks: the browser, the same before and after signing in, and the customer if somebody is signed in. Opaque; never a
 * person's data.
 */
export interface Visitor {
  readonly key: string
  readonly customerId: CustomerId | null
  /** Whose tracked link brought the browser last; null when none did within `CAME_BY_DAYS`. */
  readonly cameBy: CustomerId | null
  /**
   * Whether whoever brought them last may see what they look at: true for a yes to that very person, false for a no, which is to
   * everybody; null while they have answered nothing about them.
   */
  readonly mayFollow: boolean | null
  /** What a form sends back as `ask` with a yes; null when nobody brought them. */
  readonly ask: string | null
}

/** So long a visitor counts as brought by a link. */
export const CAME_BY_DAYS = 30

/** Where a visitor says whether they may be followed: POST `csrf`, `answer` (`yes` or `no`), `ask` (of the visitor) and `next`, a path of the shop. */
export const FOLLOW_PATH = '/s/answer'
