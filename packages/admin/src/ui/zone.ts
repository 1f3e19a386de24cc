/** The wall clock of a zone at an instant, as `YYYY-MM-DDTHH:mm:ss`. */
export function wallClock(instant: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant)
  const at = (type: string) => parts.find((part) => part.type === type)?.value ?? '00'
  return `${at('year')}-${at('month')}-${at('day')}T${at('hour')}:${at('minute')}:${at('second')}`
}

/** The instant at which the wall clock of a zone shows this; in a gap of summer time, the moment after it. */
export function instantOf(wall: string, zone: string): Date {
  const asUtc = new Date(`${wall}Z`).getTime()
  let guess = asUtc
  for (let round = 0; round < 2; round += 1)
    guess = asUtc - (new Date(`${wallClock(new Date(guess), zone)}Z`).getTime() - guess)
  return new Date(guess)
}
