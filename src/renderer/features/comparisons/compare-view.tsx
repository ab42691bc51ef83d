import type { ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import { toComparisonId, type ComparisonKind, type ComparisonState } from '@shared/model/comparison-state'
import { useCurrentConnection } from '../../store/current'
import { useWorkbench } from '../../store/workbench-store'
import { SideList, type SideListItem } from '../../ui/side-list'
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

/** What runs or has run says how far it is. */
function useComparisonItem(kind: ComparisonKind): SideListItem<ComparisonKind> {
  const state = useComparison(kind)
  const { title, question } = COMPARISON_WORDS[kind]
  const text = state === undefined ? undefined : describeRun(state)
  return { key: kind, title, note: question, status: text === undefined ? undefined : { text, tone: state?.status === 'running' ? 'good' : 'plain' } }
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
  const polling = useComparisonItem('polling')
  const pubsub = useComparisonItem('pubsub')
  const chain = useComparisonItem('chain')
  const idleLimit = useComparisonItem('idle-limit')
  const pages = (['kafka', 'migration'] as const).map((page) => ({ key: page, title: PAGES[page].title, note: PAGES[page].question }))
  return (
    <SideList label="Comparisons" title="Compare" items={[polling, pubsub, chain, idleLimit, ...pages]} current={chosen} onChoose={(key) => setCompareView({ chosen: key })}>
      {isPage(chosen) ? <Page page={chosen} /> : <Chosen kind={chosen} />}
    </SideList>
  )
}
