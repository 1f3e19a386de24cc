const ROBOT = /bot|crawl|spider|preview|facebookexternalhit|slurp|curl|wget|python|headless|http-?client/i

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** True for what opens links without a person wanting to: robots, previews in chats, pages fetched ahead. */
export function isNobody(headers: Headers): boolean {
  const agent = String(headers['user-agent'] ?? '')
  const purpose = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => String(headers[name] ?? ''))
  return agent === '' || ROBOT.test(agent) || purpose.some((said) => /prefetch|prerender|preview/i.test(said))
}
