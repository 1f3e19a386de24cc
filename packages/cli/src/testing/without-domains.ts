// To be loaded before tap: it follows every promise from its making to its end to know whose test an error outside of it
// belongs to, at a tenth of the time of what is tested. In a host such an error ends the process, and the file tries again
// alone, where tap does follow.
import hooks from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'

const still: hooks.AsyncHook = { enable: () => still, disable: () => still }
hooks.createHook = () => still
syncBuiltinESMExports()
