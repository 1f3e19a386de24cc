import { blankOut } from '@mamapu/db'
import type { Plugin } from '@mamapu/plugin-sdk'
import { type CheckedPlugin, filesLike, type PluginFinding, placeOf, said } from './finding.js'
import { scopesHandedOn, scopesUsed, TOLD_SCOPES } from './scopes.rules.js'

/** A service without its scope throws when it is used; a scope nobody uses frightens the operator for nothing. */
export function checkScopes(checked: CheckedPlugin, plugin: Plugin): readonly PluginFinding[] {
  const declared: readonly string[] = plugin.scopes ?? []
  const sources = filesLike(checked, /^src\/(?!.*(?:\.test|conformance\.samples)\.ts$).*\.ts$/)
  const used = sources.flatMap(([path, text]) =>
    scopesUsed(blankOut(text).code).map(({ scope, at }) => ({
      scope,
      where: placeOf(checked, path, text, at),
    })),
  )
  // Limited things of orders are taken by offers, without a call.
  const taken = (plugin.quotas ?? []).length > 0 ? ['quotas:take'] : []
  const handed = sources.flatMap(([, text]) => scopesHandedOn(blankOut(text).code))
  const known = new Set([...used.map(({ scope }) => scope), ...taken, ...handed])
  const first = declared.filter((scope) => TOLD_SCOPES.has(scope) && !known.has(scope))
  return [
    ...used
      .filter(
        ({ scope }, index) =>
          !declared.includes(scope) && used.findIndex((one) => one.scope === scope) === index,
      )
      .map(({ scope, where }) => ({
        where,
        words: said(
          `用了 ${scope} 却没有声明：写进 src/index.ts 的 scopes，再由运营者同意（npm run plugin:add）`,
          `uses ${scope} without declaring it: add it to scopes in src/index.ts, then the operator agrees (npm run plugin:add)`,
        ),
      })),
    ...first.map((scope) => ({
      where: placeOf(checked, 'src/index.ts'),
      isHint: true,
      words: said(
        `声明了 ${scope} 却没有用到：从 scopes 去掉`,
        `declares ${scope} and does not use it: take it out of scopes`,
      ),
    })),
  ]
}
