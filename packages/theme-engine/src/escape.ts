const needsEscape = /[&<>"'`=]/
const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
}

/** Text that can stand between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return needsEscape.test(text) ? text.replace(/[&<>"'`=]/g, (char) => entities[char] as string) : text
}
