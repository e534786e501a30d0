#include "carried.h"

#include "gateway/core/base/file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::service {

namespace fs = std::filesystem;

diag::Report compiled(const std::string& transfer, std::optional<mapping::Catalogue>& out) {
    static const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    const Folder folder;
    fs::copy(RENKEI_SOURCE "/tests/refuse/base", folder.path(), fs::copy_options::recursive);
    fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary", folder.path() / "summary");
    fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary_codes.yaml",
             folder.path() / "codes/summary.yaml");
    EXPECT_TRUE(base::write_file(folder.path() / "summary/transfer.yaml", transfer, base::Overwrite::yes));
    diag::Report report;
    auto opened = mapping::Catalogue::open(mapping::compile_catalogue(folder.path(), *r4, report));
    if (opened) {
        out.emplace(*std::move(opened));
    }
    return report;
}

Carried carried(const std::string& rows, mapping::Direction way, const std::vector<Given>& given,
                const TransferValues& values) {
    std::optional<mapping::Catalogue> catalogue;
    const diag::Report report = compiled(std::string(both_ends) + rows, catalogue);
    for (const diag::Finding& finding : report.findings()) {
        ADD_FAILURE() << diag::to_text(finding, diag::Language::english);
    }
    Carried out;
    if (!catalogue || catalogue->transfers().empty()) {
        return out;
    }
    const mapping::Transfer& transfer = catalogue->transfers().front();
    const model::Form& form = transfer.from(way);
    model::Record source(form);
    for (const Given& each : given) {
        const model::Item& item = form.items()[form.item(each.item).value()];
        while (item.group != model::document_group &&
               source.rows(source.root(), item.group).count <= each.row) {
            source.add_row(source.root(), item.group);
        }
        source.set(item.group == model::document_group
                       ? source.root()
                       : *source.rows(source.root(), item.group).rows[each.row],
                   item, source.arena().keep(each.value));
    }
    source.number_rows();
    model::Record target(transfer.to(way));
    diag::Report loss;
    const model::Places nowhere = [](const model::ItemLocation&) { return diag::Where{}; };
    carry(transfer, way, {source, nowhere}, model::Rules(transfer.to(way)), values, target, loss);
    for (const auto& [path, value] : values_of(target)) {
        if (path != "title" && path != "version") { // which form it is
            out.values.push_back(fmt::format("{} = {}", path, value));
        }
    }
    for (const diag::Finding& finding : loss.findings()) {
        out.losses.push_back(fmt::format("{} {}", diag::row(finding.message).id, finding.item));
    }
    return out;
}

} // namespace renkei::service
