#include "carried.h"

#include "gateway/core/base/file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::service {

diag::Report compiled(const std::string& transfer, std::optional<catalogue::Catalogue>& out) {
    static const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    const Folder folder;
    fs::copy(RENKEI_SOURCE "/tests/refuse/base", folder.path(), fs::copy_options::recursive);
    fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary", folder.path() / "summary");
    fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary_codes.yaml",
             folder.path() / "codes/summary.yaml");
    EXPECT_TRUE(base::write_file(folder.path() / "summary/transfer.yaml", transfer, base::Overwrite::yes));
    diag::Report report;
    auto opened = catalogue::Catalogue::open(catalogue::compile_catalogue(folder.path(), *r4, report));
    if (opened) {
        out.emplace(*std::move(opened));
    }
    return report;
}

Carried carried(const std::string& rows, transfer::Direction way, const std::vector<Given>& given,
                const transfer::TransferValues& values) {
    std::optional<catalogue::Catalogue> catalogue;
    const diag::Report report = compiled(std::string(both_ends) + rows, catalogue);
    for (const diag::Finding& finding : report.findings()) {
        ADD_FAILURE() << diag::to_text(finding, diag::Language::english);
    }
    Carried out;
    if (!catalogue || catalogue->transfers().empty()) {
        return out;
    }
    const transfer::Transfer& transfer = catalogue->transfers().front();
    const form::Form& form = transfer.from(way);
    record::Record source(form);
    for (const Given& each : given) {
        const form::Item& item = form.items()[form.item(each.item).value()];
        while (item.group != form::document_group &&
               source.rows(source.root(), item.group).count <= each.row) {
            source.add_row(source.root(), item.group);
        }
        source.set(item.group == form::document_group
                       ? source.root()
                       : *source.rows(source.root(), item.group).rows[each.row],
                   item, source.arena().keep(each.value));
    }
    source.number_rows();
    record::Record target(transfer.to(way));
    diag::Report loss;
    const record::Places nowhere = [](const record::ItemLocation&) { return diag::Where{}; };
    transfer::carry(transfer, way, {source, nowhere}, record::Rules(transfer.to(way)), values, target, loss);
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
