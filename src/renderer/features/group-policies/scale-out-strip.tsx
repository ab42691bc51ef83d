import { TrendingUp } from 'lucide-react'
import type { ReactNode } from 'react'
import type { GroupState } from '@shared/model/stream-state'
import type { StreamRef } from '@shared/model/stream-ref'
import { SafeText } from '../../ui/safe-text'
import { AddLikeButton } from './add-like-button'
import { describeAdvice } from './describe-advice'
import styles from './group-policies.module.css'
import { useLabGroup } from '../../store/use-lab-group'
import { useScaleOut } from './use-scale-out'

/** Said where a lab's group falls behind by its scale-out policy: how its lag went, and a consumer more at one click. */
export function ScaleOutStrip({ stream, group }: { stream: StreamRef; group: GroupState }): ReactNode {
  const lab = useLabGroup(stream, group.name)
  const advice = useScaleOut(stream, group, lab)
  const words = advice === undefined ? undefined : describeAdvice(advice)
  if (lab === undefined || advice === undefined || words === undefined) return undefined
  const automatic = lab.group.policies?.scaleOut?.do === 'add'
  return (
    <div className={styles.strip} role="group" aria-label={`Scale-out of ${group.name}`}>
      <TrendingUp aria-hidden />
      <p><b>{words.title}</b>: <SafeText text={words.text} />{advice.kind === 'add' && automatic && ' One is being added.'}</p>
      {advice.kind === 'add' && !automatic && <AddLikeButton in={lab} primary />}
    </div>
  )
}
