import { createHmac, hkdfSync } from 'node:crypto'
import { PluginError, type VaultService } from '@mamapu/plugin-sdk'
import { type StoreKeys, seal, unseal } from '../stores/index.js'
import { isName } from './asked-of-core.js'

const TEXT_MAX = 2000
const PURPOSE_MAX = 40

/** Keys derived for one plugin from those of its store: what one plugin keeps, no other opens. */
export function vaultService(pluginId: string, keysOf: () => Promise<StoreKeys>): VaultService {
  const derived = async (use: string) => {
    const keys = await keysOf()
    return Buffer.from(
      hkdfSync('sha256', keys.seal, Buffer.alloc(0), `mamapu/1/plugin/${pluginId}/${use}`, 32),
    )
  }
  const sealing = async () => ({ ...(await keysOf()), seal: await derived('seal') })
  return {
    async seal(text) {
      if (typeof text !== 'string' || text.length > TEXT_MAX)
        throw new PluginError(
          `plugin ${pluginId}: vault: a text of at most ${TEXT_MAX} letters can be sealed`,
        )
      return seal(await sealing(), text)
    },
    async open(sealed) {
      return unseal(await sealing(), sealed)
    },
    async hash(purpose, text) {
      if (!isName(purpose, PURPOSE_MAX))
        throw new PluginError(`plugin ${pluginId}: vault: a purpose has 1 to ${PURPOSE_MAX} letters`)
      return createHmac('sha256', await derived(`hash/${purpose}`))
        .update(text)
        .digest()
    },
  }
}
