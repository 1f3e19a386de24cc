import { coreFacts } from '@mamapu/plugin-sdk'
import { isDistributor } from './kit.rules.js'
import { slot } from './kit.settings.js'
import { KIT_PAGE } from './share.js'

/** The way to the material, for those it is for. */
export const accountLink = slot({
  slot: 'account.links',
  block: 'link',
  facts: { plan: coreFacts.plan },
  personal: true,
  data: ({ facts: { plan } }) => (isDistributor(plan) ? { url: KIT_PAGE } : null),
})
