import { RightOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import type { Overview } from '../../api/overview.js'
import { usePath } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'

/** What waits for the merchant; every number opens its list. */
export function TodoPanel({ overview }: { readonly overview: Overview }) {
  const texts = useTexts().shop.overview
  const to = usePath()
  const todos = [
    { label: texts.toShip, count: overview.toShip, path: '/orders?state=paid', isUrgent: false },
    { label: texts.aftersales, count: overview.aftersales, path: '/aftersales?group=todo', isUrgent: false },
    { label: texts.refundsFailed, count: overview.refundsFailed, path: '/orders', isUrgent: true },
    { label: texts.lowStock, count: overview.lowStock, path: '/products?status=active', isUrgent: false },
    { label: texts.unpaid, count: overview.unpaid, path: '/orders?state=unpaid', isUrgent: false },
  ].filter(({ count }) => count > 0)
  return (
    <Panel title={texts.todo}>
      {todos.length === 0 && <p className="quiet">{texts.allDone}</p>}
      <ul className="lines">
        {todos.map(({ label, count, path, isUrgent }) => (
          <li key={label}>
            <Link to={to(path)} className="row between card-link todo">
              <span className={isUrgent ? 'warn' : undefined}>{label}</span>
              <span className="row">
                <strong className="num">{count}</strong>
                <RightOutlined />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
