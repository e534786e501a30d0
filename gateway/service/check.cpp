#include "gateway/service/check.h"

namespace renkei::service {

Outcome check(Worker& worker, const Input& input, const ReadSettings& settings) {
    Outcome out{.input = input.name, .verdict = Verdict::done, .documents = {}, .report = diag::Report()};
    const std::unique_ptr<Source> source = open_source(worker, input, settings, out.report);
    bool refused = source == nullptr;
    for (Next next = refused ? Next::end : Next::document; next != Next::end;) {
        forms::Record& record = worker.record();
        next = source->next(record, out.report);
        refused |= next == Next::unusable;
        if (next == Next::document) {
            diag::Report broken;
            worker.rules(source->plan()).check(record, broken, [&](const forms::Spot& spot) { return source->where(spot); });
            refused |= broken.at_least(diag::Severity::error);
            out.report.append(broken);
        }
    }
    out.report.set_file(input.name);
    out.verdict = refused ? Verdict::refused : Verdict::done;
    return out;
}

}  // namespace renkei::service
