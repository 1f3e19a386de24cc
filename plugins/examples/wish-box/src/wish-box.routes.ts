import { asId, idOf, idPattern, must } from '@mamapu/kernel'
import { field, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { addWish, fulfilWish, listWishes } from './wish-box.queries.js'

export const wishSettings = Type.Object({}, { additionalProperties: false })
export const { route, page } = forSettings(wishSettings)

export const PAGE = '/x/wish-box/wish'

// #region shopper
const addRoute = route({
  audience: 'shopper',
  method: 'POST',
  path: '/wishes',
  summary: 'Wish for something the shop does not have',
  body: Type.Object(
    { wish: Type.String({ ...field('想要什么', 'Your wish'), minLength: 1, maxLength: 60 }) },
    { additionalProperties: false },
  ),
  reply: Type.Object({ wish: Type.String() }),
  signedIn: true,
  rate: { max: 20, minutes: 60 },
  form: { next: PAGE, done: 'notice.added' },
  async handle({ tx, at, customer, newId }, { body: { wish } }) {
    const { id: customerId } = must(customer, 'signed in')
    const isNew = await addWish(tx, { id: newId(), customerId, text: wish, at })
    return isNew ? { status: 201, body: { wish } } : { refused: 'WISH_BOX_REPEATED' }
  },
})
// #endregion

// #region staff
const Row = Type.Object({ id: Type.String(), wish: Type.String(), at: Type.String({ format: 'date-time' }) })

const listRoute = route({
  audience: 'staff',
  method: 'GET',
  path: '/wishes',
  summary: 'Open wishes, the latest first',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(Row) }),
  async handle({ tx }) {
    const wishes = await listWishes(tx)
    return {
      body: {
        items: wishes.map(({ id, wish, at }) => ({ id: idOf('plg', id), wish, at: at.toISOString() })),
      },
    }
  },
})

const doneRoute = route({
  audience: 'staff',
  method: 'POST',
  path: '/wishes/:id/done',
  summary: 'The shop has it now',
  scope: 'marketing:write',
  params: Type.Object({ id: Type.String({ pattern: idPattern('plg') }) }),
  reply: Type.Object({ done: Type.Boolean() }),
  async handle({ tx, at }, { params: { id } }) {
    return (await fulfilWish(tx, asId('plg', id), at))
      ? { body: { done: true } }
      : { refused: 'WISH_BOX_NOT_FOUND' }
  },
})
// #endregion

export const wishRoutes = [addRoute, listRoute, doneRoute]

// #region page
export const wishPage = page({
  name: 'wish',
  title: { 'zh-CN': '心愿盒', en: 'Wish box' },
  block: 'form',
  signedIn: true,
  data: async () => ({ postUrl: '/x/wish-box/wishes' }),
})
// #endregion
