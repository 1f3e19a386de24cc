const WIDTH = 640
const HEIGHT = 156
const FLOOR = HEIGHT - 1
/** A single day is a column, not a wall. */
const BAR_MAX = 48
/** So few bars have their names below them; of more only the first and the last are named. */
const NAMED_BARS = 4

export interface Point {
  readonly label: string
  readonly value: number
  /** The value as it is read; the number itself when left out. */
  readonly text?: string
}

interface PointsChartProps {
  readonly points: readonly Point[]
  readonly kind: 'line' | 'bar'
}

/** A line or bars; the values are also there as a table for those who listen. */
export function PointsChart({ points, kind }: PointsChartProps) {
  return (
    <>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="chart" aria-hidden="true">
        {kind === 'bar' ? <Bars points={points} /> : <Line points={points} />}
        <line x1={0} x2={WIDTH} y1={FLOOR} y2={FLOOR} stroke="#d9d0c9" />
      </svg>
      {kind === 'bar' && points.length <= NAMED_BARS ? <Names points={points} /> : <Ends points={points} />}
      <table className="unseen">
        <tbody>
          {points.map(({ label, value, text }) => (
            <tr key={label}>
              <th>{label}</th>
              <td>{text ?? value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function placed(points: readonly Point[]) {
  const top = Math.max(1, ...points.map(({ value }) => value))
  const step = WIDTH / Math.max(1, points.length)
  return points.map(({ label, value, text }, index) => ({
    label,
    value,
    text,
    x: index * step,
    y: FLOOR - (Math.max(0, value) / top) * (FLOOR - 20),
    step,
  }))
}

function Bars({ points }: { readonly points: readonly Point[] }) {
  return placed(points).map(({ label, value, text, x, y, step }) => {
    const width = Math.min(step * 0.7, BAR_MAX)
    return (
      <rect
        key={label}
        x={x + (step - width) / 2}
        y={y}
        width={width}
        height={FLOOR - y}
        rx={3}
        fill="#b5532a"
      >
        <title>{`${label} ${text ?? value}`}</title>
      </rect>
    )
  })
}

function Line({ points }: { readonly points: readonly Point[] }) {
  const path = placed(points)
    .map(({ x, y, step }, index) => `${index === 0 ? 'M' : 'L'}${x + step / 2} ${y}`)
    .join(' ')
  return <path d={path} fill="none" stroke="#b5532a" strokeWidth={2} />
}

/** Each bar's name in the middle below it. */
function Names({ points }: { readonly points: readonly Point[] }) {
  return (
    <div className="chart-names quiet" aria-hidden="true">
      {points.map(({ label }) => (
        <span key={label}>{label}</span>
      ))}
    </div>
  )
}

/** The first and the last label, in letters that keep their size however wide the drawing is. */
function Ends({ points }: { readonly points: readonly Point[] }) {
  const [first] = points
  const last = points.at(-1)
  return (
    <div className="chart-ends quiet" aria-hidden="true">
      <span>{first?.label}</span>
      {last !== first && <span>{last?.label}</span>}
    </div>
  )
}
