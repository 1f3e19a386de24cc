import type { TenantTx } from '@mamapu/db'
import { later, localDateOf } from '@mamapu/kernel'
import { type LinkService, PluginError, type PluginScope, type TrackedLink } from '@mamapu/plugin-sdk'
import {
  findLinkOf,
  findTarget,
  LINKS_MAX,
  type Link,
  makeLink,
  pathIn,
  readFigures,
  readTarget,
  sharedPage,
  writeCounts,
} from '../links/index.js'
import { isIdOf, isName } from './asked-of-core.js'

const SCENE_MAX = 40
const OWNERS_MAX = 200

/** Tracked links of one plugin. */
export function linkService(
  { id: plugin }: { readonly id: string },
  tx: TenantTx,
  work: {
    readonly at: Date
    readonly zone: string
    /** Scheme and host of the shop. */
    readonly origin: string
    readonly needs: (scope: PluginScope) => void
  },
): LinkService {
  const { at, zone, origin } = work
  const refuse = (why: string): never => {
    throw new PluginError(`plugin ${plugin}: links: ${why}`)
  }
  const needs = () => work.needs('links:make')
  const viewOf = ({ id, code, owner, scene, target }: Link): TrackedLink => {
    const path = `/s/${code}`
    return { id, code, owner, scene, target, path, url: `${origin}${path}` }
  }
  return {
    async make({ owner, scene, target }) {
      needs()
      if (!isIdOf('cus', owner)) return refuse('owner is the id of a customer')
      if (!isName(scene, SCENE_MAX)) return refuse(`scene has 1 to ${SCENE_MAX} letters`)
      const path = readTarget(target) ?? refuse(`target is the path of a page of this shop: ${target}`)
      const link = await makeLink(tx, { plugin, owner, scene, target: path }, at)
      return viewOf(link ?? refuse(`nobody has more than ${LINKS_MAX} links`))
    },
    async find(code) {
      needs()
      const link = await findLinkOf(tx, plugin, code.toLowerCase())
      return link && viewOf(link)
    },
    async pageOf(pasted) {
      needs()
      const path = pathIn(pasted, origin)
      return path && sharedPage(path, (code) => findTarget(tx, code))
    },
    async figures({ owners, from, until }) {
      needs()
      if (owners.length > OWNERS_MAX) refuse(`figures of at most ${OWNERS_MAX} owners`)
      if (until <= from) return new Map()
      const days = { from: localDateOf(from, zone), last: localDateOf(later(until, -1), zone) }
      const rows = await readFigures(tx, { owners, ...days })
      return new Map(rows.map(({ owner, visits, visitors }) => [owner, { visits, visitors }]))
    },
    async setCounting(owner, counts) {
      needs()
      await writeCounts(tx, owner, counts)
    },
  }
}
