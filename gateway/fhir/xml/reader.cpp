#include "gateway/fhir/xml/reader.h"

#include "gateway/fhir/xml/collector.h"
#include "gateway/fhir/xml/json_text.h"

namespace renkei::xml {

struct Reader::State {
    State(const definitions::R4Definitions& definitions, ReaderOptions options)
        : r4(definitions),
          sax(options.max_bytes),
          collector(definitions, nodes, sax, options) {}

    const definitions::R4Definitions& r4;
    Nodes nodes;
    Sax sax;
    Collector collector;
};

Reader::Reader(const definitions::R4Definitions& r4, ReaderOptions options)
    : state_(std::make_unique<State>(r4, options)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

diag::Result<void> Reader::read(std::string_view input, Document& out, diag::Report& report) {
    out.input = input;
    out.json.clear();
    out.origins.clear();
    out.doubled.clear();
    out.dropped.clear();
    state_->nodes.clear();
    state_->collector.clear();
    TRY_VOID(state_->sax.run(input, state_->collector));
    JsonText(state_->r4, state_->nodes, out).write();
    out.dropped = std::move(state_->nodes.dropped);
    xml::report(state_->nodes, input, report);
    return {};
}

} // namespace renkei::xml
