/** A calendar day in some store's zone: `2026-11-22`. */
export type LocalDate = string & { readonly __unit: 'local-date' }

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    formats.set(zone, format)
  }
  return format
}

/** The calendar day an instant falls on in an IANA zone such as `Asia/Shanghai`. */
export function localDateOf(at: Date, zone: string): LocalDate {
  return formatOf(zone).format(at) as LocalDate
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}
