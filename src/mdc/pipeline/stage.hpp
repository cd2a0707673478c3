#pragma once

#include "mdc/core/time.hpp"
#include "mdc/model/tables/batch.hpp"

namespace mdc::pipeline {

/// Where a stage hands on what it lets through.
class Next {
  public:
    virtual ~Next() = default;
    virtual void push(BatchPtr batch) noexcept = 0;
};

/// One step between the ring and a sink, on the pipeline thread. A batch is shared and never
/// changed: a stage that wants other rows makes a new one.
class Stage {
  public:
    virtual ~Stage() = default;
    /// Whether rows of this table go through the stage; others pass it by.
    [[nodiscard]] virtual bool touches(Table table) const noexcept = 0;
    /// Zero, one or many batches go on.
    virtual void process(BatchPtr batch, Next& next) noexcept = 0;
    /// Called some times a second, also when nothing arrives.
    virtual void on_time(UnixMicros /*now*/, Next& /*next*/) noexcept {}
    /// Nothing more will come: hand on what was kept.
    virtual void finish(Next& /*next*/) noexcept {}
};

}  // namespace mdc::pipeline
