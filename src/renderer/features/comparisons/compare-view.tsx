import type { ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import { COMPARISON_KINDS, toComparisonId, type ComparisonKind, type ComparisonState } from '@shared/model/comparison-state'
import { useCurrentConnection } from '../../store/current'
import { useWorkbench } from '../../store/workbench-store'
import { KafkaMapping, MigrationGauge } from '../kafka'
import { ChainCard } from './chain-card'
import { setCompareView, useCompareView } from './comparison-store'
import { COMPARISON_WORDS, describeRun } from './comparison-words'
import styles from './comparisons.module.css'
import { IdleLimitCard } from './idle-limit-card'
import { PollingCard } from './polling-card'
import { PubsubCard } from './pubsub-card'

type Of<K extends ComparisonKind> = Extract<ComparisonState, { kind: K }>

/** Comparisons on this connection, by their kind. */
function useComparison<K extends ComparisonKind>(kind: K): Of<K> | undefined {
  const connection = useCurrentConnection()
  const states = useWorkbench((state) => state.comparisons)
  const state = connection === undefined ? undefined : states[toComparisonId(kind, connection.id)]
  return isOf(state, kind) ? state : undefined
}

function isOf<K extends ComparisonKind>(state: ComparisonState | undefined, kind: K): state is Of<K> {
  return state?.kind === kind
}

function Choice({ kind, current }: { kind: ComparisonKind; current: boolean }): ReactNode {
  const state = useComparison(kind)
  const { title, question } = COMPARISON_WORDS[kind]
  return (
    <li>
      <button type="button" aria-current={current ? 'true' : undefined} onClick={() => setCompareView({ chosen: kind })}>
        <strong>{title}</strong>
        {state !== undefined && <span className={styles.state} data-status={state.status}>{describeRun(state)}</span>}
        <small>{question}</small>
      </button>
    </li>
  )
}

function Chosen({ kind }: { kind: ComparisonKind }): ReactNode {
  const polling = useComparison('polling')
  const pubsub = useComparison('pubsub')
  const chain = useComparison('chain')
  const idleLimit = useComparison('idle-limit')
  switch (kind) {
    case 'polling':
      return <PollingCard state={polling} />
    case 'pubsub':
      return <PubsubCard state={pubsub} />
    case 'chain':
      return <ChainCard state={chain} />
    case 'idle-limit':
      return <IdleLimitCard state={idleLimit} />
    default:
      return assertNever(kind)
  }
}

/** What is read and not run: where one comes from, and when one would have to go there. */
const PAGES = {
  kafka: { title: 'Kafka and Redis Streams', question: 'What are its words here?', Content: KafkaMapping },
  migration: { title: 'When to migrate', question: 'Is a trigger near?', Content: MigrationGauge }
} as const

function isPage(chosen: string): chosen is keyof typeof PAGES {
  return chosen in PAGES
}

function PageChoice({ page, current }: { page: keyof typeof PAGES; current: boolean }): ReactNode {
  const { title, question } = PAGES[page]
  return <li><button type="button" aria-current={current ? 'true' : undefined} onClick={() => setCompareView({ chosen: page })}><strong>{title}</strong><small>{question}</small></button></li>
}

function Page({ page }: { page: keyof typeof PAGES }): ReactNode {
  const { title, Content } = PAGES[page]
  return (
    <article className={styles.detail} aria-label={title}>
      <header className={styles.head}><h2>{title}</h2></header>
      <div className={styles.scroll}><Content /></div>
    </article>
  )
}

/** Measured comparisons: two ways of doing one thing, side by side on this connection. */
export function CompareView(): ReactNode {
  const chosen = useCompareView((view) => view.chosen)
  return (
    <div className={styles.view}>
      <nav className={styles.list} aria-label="Comparisons">
        <h2>Compare</h2>
        <ul>
          {COMPARISON_KINDS.map((kind) => <Choice key={kind} kind={kind} current={kind === chosen} />)}
          {(['kafka', 'migration'] as const).map((page) => <PageChoice key={page} page={page} current={page === chosen} />)}
        </ul>
      </nav>
      {isPage(chosen) ? <Page page={chosen} /> : <Chosen kind={chosen} />}
    </div>
  )
}
