import { must } from '@mamapu/kernel'
import { hooks } from '../distributor.settings.js'
import { findDistributor, listNicknames } from '../people/people.queries.js'
import { findBinding } from './binding.queries.js'
import { listChangesAbout } from './change.queries.js'
import { isOver } from './relation.rules.js'

const CHANGES_MAX = 30

/** What a customer may know: who recommends things to her now, and how that came about. */
export const relationPage = hooks.page({
  name: 'relation',
  title: { 'zh-CN': '谁在给我推荐', en: 'Who recommends to me' },
  block: 'relation',
  signedIn: true,
  async data({ tx, customer, at, t }) {
    const { id } = must(customer, 'signed in')
    const binding = await findBinding(tx, id)
    const changes = await listChangesAbout(tx, id, CHANGES_MAX)
    const ids = [...new Set(changes.flatMap(({ from, to }) => [from, to]))].filter((one) => one !== null)
    const names = await listNicknames(tx, ids)
    const now = binding && !isOver(binding, at) ? await findDistributor(tx, binding.promoter) : null
    return {
      name: now?.nickname ?? '',
      until: now && binding?.validUntil ? binding.validUntil.toISOString() : '',
      changes: changes.map(({ to, reason, note, at: when }) => ({
        text: to === null ? t('relation.nobody') : t('relation.now', { name: names.get(to) ?? '' }),
        reason: t(`reason.${reason}`),
        note,
        at: when.toISOString(),
      })),
    }
  },
})
