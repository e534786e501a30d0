// Many inputs at once: threads with their own working memory, results in the order of the inputs, memory that
// does not grow with their number, nor with the size of NDJSON files. An error of one input does not affect
// the others.
#pragma once

#include "gateway/forms/service/input.h"
#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/workspace.h"

#include <functional>
#include <span>

namespace renkei::service {

using Job = std::function<Outcome(Workspace&, const Input&)>; // runs in several threads
// Runs in the calling thread, input by input. A large NDJSON file is worked on in parts: before its last
// outcome (is_last), which has the findings and the status of all of it, others bring documents. They hold
// only if the last one is done.
using Sink = std::function<void(Outcome)>;

// Makes what one thread works with; called in that thread.
using MakeJob = std::function<std::function<Outcome(const Input&)>()>;

inline constexpr unsigned max_threads = 256; // more are not started, however many are asked for

void run_batch(std::span<const std::filesystem::path> paths, unsigned threads, const MakeJob& make,
               const Sink& sink);
// The same with a worker for each thread.
void run_batch(const mapping::Catalogue& catalogue, std::span<const std::filesystem::path> paths,
               unsigned threads, const Job& job, const Sink& sink);

} // namespace renkei::service
