import { asId, type CustomerId, idPattern } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { words } from '../form/choice.js'
import type { Whom } from './whom.js'

const CHOSEN_MAX = 1000

/** Whom staff may name. */
export const WHOM_KINDS = ['everyone', 'members', 'new', 'level', 'tag', 'chosen'] as const

export const WHOM = {
  chosen: words('指定顾客', 'Chosen customers'),
  everyone: words('所有顾客', 'Everyone'),
  members: words('会员', 'Members'),
  new: words('没下过单的顾客', 'Customers who never bought'),
  level: words('某等级及以上', 'A level and above'),
  tag: words('有某标签的顾客', 'Customers with a tag'),
}

/** What a form asks beside `who`. */
export const whomFields = {
  level: Type.Optional(
    Type.Integer({
      ...field('等级', 'Level', { ui: 'level', showWhen: { who: ['level'] } }),
      minimum: 1,
      maximum: 100,
    }),
  ),
  tag: Type.Optional(
    Type.String({ ...field('标签', 'Tag', { ui: 'text', showWhen: { who: ['tag'] } }), maxLength: 30 }),
  ),
  customers: Type.Optional(
    Type.String({
      ...field('顾客编号', 'Customer ids', {
        ui: 'long-text',
        showWhen: { who: ['chosen'] },
        help: words(
          '从顾客列表复制，用空格或换行分开，最多 1000 个',
          'Copied from the list of customers, apart by spaces or lines, at most 1,000',
        ),
      }),
      maxLength: 40_000,
    }),
  ),
}

type WhomBody = {
  readonly who: (typeof WHOM_KINDS)[number]
  readonly level?: number
  readonly tag?: string
  readonly customers?: string
}

/** Whom a form names; null when it names nobody, or too many. */
export function readWhom(body: WhomBody): Whom<WhomBody['who']> | null {
  const { who } = body
  const customerIds = who === 'chosen' ? readIds(body.customers ?? '') : []
  const value = who === 'level' ? String(body.level ?? '') : who === 'tag' ? (body.tag ?? '') : ''
  if (!customerIds || (who === 'chosen' && customerIds.length === 0)) return null
  if ((who === 'level' || who === 'tag') && value === '') return null
  return { who, value, customerIds }
}

/** The ids in a text, ascending, each once; null when something in it is none, or there are too many. */
function readIds(text: string): CustomerId[] | null {
  const parts = text.split(/[\s,，;；]+/).filter((part) => part !== '')
  const pattern = new RegExp(idPattern('cus'))
  return parts.length <= CHOSEN_MAX && parts.every((part) => pattern.test(part))
    ? [...new Set(parts)].sort().map((part) => asId('cus', part))
    : null
}
