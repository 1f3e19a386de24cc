import type { payments as zh } from '../zh/payments.js'

export const payments: typeof zh = {
  accounts: {
    help: 'What shoppers pay goes straight to your own merchant account. Keys are kept encrypted: nobody sees them again, they can only be replaced.',
    noneOn: 'No account is on yet',
    noneOnHelp:
      'Shoppers now see the sandbox cashier, which is for rehearsing and takes no money. It goes away once an account is on.',
    unset: 'Not set',
    on: 'On',
    off: 'Off',
    faulty: 'Test failed',
    kept: 'Saved; leave empty to keep it',
    notifyUrl: 'Notification address',
    notifyHelp:
      'Results of payments are sent here. It goes with every payment; you rarely have to enter it anywhere.',
    offered: 'On: shoppers can pay by it',
    offeredHelp: 'When it is off, what was paid can still be refunded.',
    test: 'Test',
    testWell: 'The provider knows this account',
    testedWell: 'Tested, all is well',
    testFailed: 'The provider does not know this account',
    testFailedHelp:
      'Most often the serial number and the private key do not belong together, or the merchant number is wrong. The provider says:',
    otherTitle: 'Change to another merchant account?',
    otherHelp:
      'What was paid to the former account can then only be refunded at the provider itself. Orders being paid have to be paid anew.',
  },
  bills: {
    help: 'At 10:30 every morning each provider’s bill of the day before is compared with the shop’s books, line by line. What differs is listed with what to do.',
    file: 'Export differences',
    nothing: 'Nothing to compare yet',
    nothingHelp: 'The morning after the first payment, comparing begins by itself.',
    tabs: { open: 'To look at', days: 'Daily bills', done: 'Dealt with' },
    openCount: (count: number) =>
      count === 1 ? '1 difference waits for you' : `${count} differences wait for you`,
    calm: (day: string) => `Everything agrees up to ${day}`,
    first: 'The first day is compared tomorrow morning',
    next: (title: string, day: string) => (day ? `${title}: next bill ${day}, at` : `${title}: begins at`),
    notReady: (title: string) => `The bill of ${title} is not there yet`,
    notReadyHelp: 'The provider is still counting; it is asked again every half hour.',
    failedHelp: 'It is tried again by itself.',
    failed: (title: string) => `The bill of ${title} cannot be downloaded`,
    again: 'Try now',
    noDays: 'No day has been compared yet',
    noDaysHelp: 'Each day that is compared becomes a line here.',
    even: 'All agrees',
    count: (count: number) => (count === 1 ? '1 differs' : `${count} differ`),
    day: 'Day',
    provider: 'Provider',
    payments: 'Payments',
    paid: 'Paid',
    refunds: 'Refunds',
    refunded: 'Refunded',
    result: 'Result',
    in: (count: number, money: string) => `${count} in, ${money}`,
    out: (count: number, money: string) => `${count} out, ${money}`,
    empty: { open: 'No differences', done: 'Nothing dealt with yet' },
    emptyHelp: {
      open: 'The provider’s books and yours agree.',
      done: 'Differences that were dealt with stay here, with their notes.',
    },
    kinds: {
      unknown_here: (of: string) =>
        of === 'payment' ? 'Paid at the provider, unknown here' : 'Refunded at the provider, unknown here',
      unpaid_here: () => 'Paid at the provider, not booked here',
      refund_open_here: () => 'Refunded at the provider, not booked here',
      amount_differs: () => 'The amounts differ',
      number_differs: () => 'The provider’s numbers differ',
      twice_there: () => 'Twice on the provider’s bill',
      missing_there: (of: string) =>
        of === 'payment' ? 'Booked here, not on the bill' : 'Refund booked here, not on the bill',
      refunded_twice: () => 'Refunded by hand, and by the provider as well',
    },
    whatToDo: {
      unknown_here:
        'If this merchant account is also used elsewhere (at a counter, by another system), this is as it should be: leave a note. Otherwise look the number up at the provider.',
      unpaid_here:
        'Press “Book it”: the provider is asked again, and what it has is booked. If the order was closed, the money goes back by itself.',
      refund_open_here: 'Press “Ask again”: when the provider says it is done, it is done here.',
      amount_differs:
        'Nothing is changed by itself. Look at the provider, put it right there, then leave a note.',
      number_differs: 'One payment has two numbers. Look at the provider whether it was paid twice.',
      twice_there: 'The shopper may have paid twice. Look at the provider and refund what is too much.',
      missing_there:
        'Press “Ask again” first. If the provider does not know it either, get in touch with them before you change the order.',
      refunded_twice: 'The shopper has the money twice. Ask for one of them back, then leave a note.',
    },
    there: (title: string) => `${title}`,
    here: 'Shop',
    order: (number: string) => `Order ${number}`,
    states: { solved: 'Agrees now', looked_at: 'Looked at' },
    ask: 'Ask again',
    book: 'Book it',
    stillDiffers: 'Asked; the two still differ. Please look at the provider.',
    solved: 'Both agree now',
    lookedAt: 'Mark as looked at',
    note: 'Note',
    noteHelp: 'Say why it is so, for whoever checks the books later.',
  },
}
