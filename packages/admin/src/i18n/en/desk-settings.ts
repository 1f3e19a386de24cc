import type { Texts } from '../texts.js'

export const deskSettings: Texts['deskSettings'] = {
  title: 'Order settings',
  tags: 'Tags',
  tagsHelp: 'To sort orders by; everyone of the shop can set them. Fifty at most.',
  deleteTag: 'Delete',
  deleteTagHelp: (name) => `“${name}” is taken off every order; the orders stay as they are.`,
  risk: 'Hints on orders',
  riskHelp: 'From these numbers on an order is pointed out. Nothing is ever stopped; 0 switches a hint off.',
  changedElsewhere: 'Somebody has just changed these numbers; the latest are shown, please look again',
  numbers: {
    windowHours: 'What counts as a short time, in hours',
    sameDoorOrders: 'Orders to one address in a short time',
    samePhoneOrders: 'Orders of one phone in a short time',
    manyUnits: 'Units in one order',
    refundedOrders: 'Refunded among the latest 20 orders',
    nearZeroFen: 'Payable below (yuan)',
    firstOrderFen: 'First order, payable from (yuan)',
    belowCost: 'Sold below cost',
  },
}
