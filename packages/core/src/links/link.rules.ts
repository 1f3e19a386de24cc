const ROBOT = /bot|crawl|spider|preview|facebookexternalhit|slurp|curl|wget|python|headless|http-?client/i

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * True for what opens links without a person wanting to: robots, previews in chats, pages fetched ahead, and links that a page holds as
 * a picture, a script or a frame. A browser that does not say what it opens a link for is believed.
 */
export function isNobody(headers: Headers): boolean {
  const agent = String(headers['user-agent'] ?? '')
  const purpose = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => String(headers[name] ?? ''))
  const openedAs = headers['sec-fetch-dest'] ?? 'document'
  return (
    openedAs !== 'document' ||
    agent === '' ||
    ROBOT.test(agent) ||
    purpose.some((said) => /prefetch|prerender|preview/i.test(said))
  )
}
