import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button } from 'antd'
import {
  getInstallation,
  type Installation,
  type LaneLine,
  type ParkedJob,
  retryJob,
} from '../../api/operator.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'
import { Rows } from '../../ui/rows.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'

const INSTALLATION = ['operator', 'installation'] as const
const LOOK_AGAIN_MS = 15_000

/** What the installation stands on and how its jobs are doing; looks again by itself. */
export function InstallationPart() {
  const asked = useQuery({
    queryKey: INSTALLATION,
    queryFn: getInstallation,
    refetchInterval: LOOK_AGAIN_MS,
  })
  return (
    <Loaded from={asked} rows={4}>
      {(installation) => (
        <>
          <Notes installation={installation} />
          <Facts installation={installation} />
          {installation.queue.isReachable && (
            <>
              <Lanes lanes={installation.queue.lanes} />
              <ParkedJobs jobs={installation.queue.parked} />
            </>
          )}
        </>
      )}
    </Loaded>
  )
}

interface PartProps {
  readonly installation: Installation
}

function Notes({ installation: { notes, queue } }: PartProps) {
  const { operator } = useTexts()
  if (notes.length === 0 && queue.isReachable) return null
  return (
    <div className="alerts">
      {!queue.isReachable && (
        <Alert type="error" showIcon title={operator.queueAway} description={operator.queueAwayHelp} />
      )}
      {notes.map((note) => (
        <Alert key={note} type="warning" showIcon title={note} />
      ))}
    </div>
  )
}

function Facts({ installation: { database, queue } }: PartProps) {
  const { operator } = useTexts()
  return (
    <Panel title={operator.installation}>
      <dl className="facts">
        <div>
          <dt>{operator.database}</dt>
          <dd>{database}</dd>
        </div>
        <div>
          <dt>{operator.queue}</dt>
          <dd>{operator.backends[queue.backend]}</dd>
        </div>
      </dl>
    </Panel>
  )
}

const COUNTS = ['waiting', 'active', 'delayed', 'parked'] as const

function Lanes({ lanes }: { readonly lanes: readonly LaneLine[] }) {
  const { operator } = useTexts()
  const countOf = (row: LaneLine, count: (typeof COUNTS)[number]) => (
    <span className={count === 'parked' && row.parked > 0 ? 'num warn' : 'num'}>{row[count]}</span>
  )
  return (
    <Rows
      rows={lanes}
      keyOf={(row) => row.lane}
      columns={[
        { title: operator.lane, render: (_, row) => operator.lanes[row.lane] },
        ...COUNTS.map((count) => ({
          title: operator[count],
          width: 140,
          align: 'right' as const,
          render: (_: unknown, row: LaneLine) => countOf(row, count),
        })),
      ]}
      card={(row) => (
        <div className="stack tight">
          <strong>{operator.lanes[row.lane]}</strong>
          <span className="row between">
            {COUNTS.map((count) => (
              <span key={count} className="quiet">
                {operator[count]} {countOf(row, count)}
              </span>
            ))}
          </span>
        </div>
      )}
    />
  )
}

function ParkedJobs({ jobs }: { readonly jobs: readonly ParkedJob[] }) {
  const { operator } = useTexts()
  if (jobs.length === 0) return <p className="quiet">{operator.parkedNone}</p>
  return (
    <>
      <div className="section-head">
        <h2>{operator.parkedTitle}</h2>
        <p>{operator.parkedHelp}</p>
      </div>
      <Rows
        rows={jobs}
        keyOf={(row) => row.key}
        columns={[
          { title: operator.job, render: (_, row) => <JobName job={row} /> },
          {
            title: operator.reason,
            render: (_, row) => (
              <div className="stack tight">
                <span>{row.reason}</span>
                <span className="quiet">{operator.attempts(row.attempts)}</span>
              </div>
            ),
          },
          { title: operator.since, width: 170, render: (_, row) => <Time at={row.parkedAt} /> },
          { title: '', width: 100, render: (_, row) => <RetryButton job={row} /> },
        ]}
        card={(row) => (
          <div className="stack">
            <span className="row between">
              <JobName job={row} />
              <RetryButton job={row} />
            </span>
            <span>{row.reason}</span>
            <span className="quiet">
              {operator.attempts(row.attempts)} · <Time at={row.parkedAt} />
            </span>
          </div>
        )}
      />
    </>
  )
}

function JobName({ job }: { readonly job: ParkedJob }) {
  return (
    <span className="stack tight">
      <strong>{job.job}</strong>
      <code className="quiet">{job.id}</code>
    </span>
  )
}

function RetryButton({ job }: { readonly job: ParkedJob }) {
  const { operator } = useTexts()
  const client = useQueryClient()
  const { message } = App.useApp()
  const fail = useFail()
  const retry = useMutation({
    mutationFn: () => retryJob(job.key),
    onSuccess: () => void message.success(operator.retried),
    onError: fail,
    onSettled: () => client.invalidateQueries({ queryKey: INSTALLATION }),
  })
  return (
    <Button loading={retry.isPending} onClick={() => retry.mutate()}>
      {operator.retry}
    </Button>
  )
}
