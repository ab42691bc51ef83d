import { Component, type ReactNode } from 'react'
import { Button } from './button'
import { EmptyState } from './empty-state'

interface ErrorBoundaryProps {
  /** What could not be drawn, e.g. "Flow". */
  what: string
  children: ReactNode
}

interface ErrorBoundaryState {
  failure: string | undefined
}

/** Keeps one broken view from taking the page with it. Says so, and offers to draw it again. A new `key` clears the error. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { failure: undefined }

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { failure: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { failure } = this.state
    if (failure === undefined) return this.props.children
    return (
      <EmptyState title={`${this.props.what} could not be drawn`} action={<Button onClick={() => this.setState({ failure: undefined })}>Draw it again</Button>}>
        <p>Workers and streams are not affected. The reason was: {failure}</p>
      </EmptyState>
    )
  }
}
