/**
 * Keys of one store and one plugin: neither the database alone nor another plugin opens or reckons anything by them. The same
 * keys for ever, so what was sealed can be opened and what follows from them can be shown again.
 */
export interface VaultService {
  /** Encrypts a text of at most 2,000 letters, for a column of bytes. */
  seal(text: string): Promise<Uint8Array>
  /** The text that this plugin sealed for this store; throws for any other bytes. */
  open(sealed: Uint8Array): Promise<string>
  /** HMAC-SHA-256 of a text under a key for one purpose of the plugin's own, e.g. `code`: 32 bytes. */
  hash(purpose: string, text: string): Promise<Uint8Array>
}
