import type { ConsoleMessage, Page } from 'playwright-core'
import { button } from './chromium.js'

const MESSAGE = 'said to the merchant:'

/** Every message the console shows, told as it appears: on a busy machine it may be gone before anybody looks. */
const TELL_MESSAGES = `new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes) {
      const box = node.closest?.('.ant-message') ?? node.querySelector?.('.ant-message')
      if (box?.textContent) console.debug('${MESSAGE} ' + box.textContent)
    }
}).observe(document, { childList: true, subtree: true })`

const heardOf = new WeakMap<Page, string[]>()

/** Everything refused, and everything the browser complains of, while a merchant presses. For a page that has yet to load. */
export async function hearTrouble(page: Page): Promise<readonly string[]> {
  await page.addInitScript({ content: TELL_MESSAGES })
  const heard: string[] = []
  heardOf.set(page, heard)
  page.on('console', (message) => message.type() === 'error' && heard.push(message.text()))
  page.on('pageerror', (error) => heard.push(error.message))
  page.on('response', (reply) => {
    if (reply.status() >= 400) heard.push(`${reply.status()} ${reply.url()}`)
  })
  return heard
}

export const dialog = (page: Page) => page.locator('.ant-modal').filter({ visible: true }).last()

/** Two characters on a button stand apart. */
export const spaced = (name: string) => new RegExp(`^${[...name].join('\\s*')}$`)

/** Does something and waits until the merchant has been told so, however shortly. */
export async function until(page: Page, told: string, doing: () => Promise<unknown>): Promise<void> {
  const isIt = (message: ConsoleMessage) =>
    message.text().startsWith(MESSAGE) && message.text().includes(told)
  const message = page.waitForEvent('console', isIt).catch((cause: unknown) => {
    throw new Error(`never said: ${told}; heard: ${heardOf.get(page)?.join(' | ')}`, { cause })
  })
  await Promise.all([message, doing()])
}

/** Presses an act, reads what it means, fills in what it asks, says yes, and waits for the word that it was done. */
export async function act(
  page: Page,
  [name, means, done]: readonly [name: string, means: RegExp, done: string],
  fill: () => Promise<unknown> = async () => {},
): Promise<void> {
  await button(page, spaced(name)).click()
  await dialog(page).getByText(means).waitFor()
  await fill()
  await until(page, done, () =>
    dialog(page)
      .getByRole('button', { name: spaced(name) })
      .click(),
  )
}
