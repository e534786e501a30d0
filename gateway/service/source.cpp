#include "gateway/service/source.h"

#include "gateway/forms/recognise.h"

#include <algorithm>

namespace renkei::service {

std::unique_ptr<Source> open_source(Worker& worker, const Input& input, const ReadSettings& settings, diag::Report& report) {
    const auto& plans = worker.catalogue().plans();
    std::vector<const forms::Form*> known;
    for (const mapping::Plan& plan : plans) {
        known.push_back(&plan.form());
    }
    const forms::ReadOptions options{.manner = settings.manner, .encoding = settings.encoding, .file = input.name};
    const forms::Recognised what = forms::recognise(input.bytes, known, settings.form, options, report);
    switch (what.content) {
    case forms::Content::form: {
        const auto plan = std::ranges::find(plans, what.form, [](const mapping::Plan& each) { return &each.form(); });
        return form_source(*plan, *what.syntax, input, options);
    }
    case forms::Content::bundle_json:
        return bundle_source(worker, input, settings.form);
    case forms::Content::bundle_xml:
        report.add(diag::Message::xml_not_read, {.file = input.name});
        return nullptr;
    case forms::Content::unknown:
        return nullptr;
    }
    return nullptr;
}

}  // namespace renkei::service
