// requirements.tsv, out of titles.tsv and the sources that common.yaml names.
#include "gateway/forms/conform/kit/conform_kit.h"
#include "gateway/forms/conform/kit/kit_sources.h"
#include "gateway/forms/publish/form_tables.h"
#include "generated/messages/conform.h"

#include <array>

namespace renkei::conform {
namespace {

constexpr std::array<publish::TableColumn, 6> requirement_columns{{{"kind", "種類"},
                                                                   {"key", "キー"},
                                                                   {"title", "ケースの題"},
                                                                   {"ja", "求められること（日本語）"},
                                                                   {"en", "求められること（英語）"},
                                                                   {"where", "出典"}}};

struct RequirementTable {
    const yaml::Node& sources;
    publish::Table table{.name = "requirements", .columns = requirement_columns};

    diag::Result<void> add(std::string_view kind, std::string_view key, std::string_view title,
                           std::string_view source, const diag::Where& where) {
        BothLanguages sentence;
        std::string_view paper;
        if (!source.empty()) {
            const yaml::Node* const named = sources.get(source);
            if (named == nullptr) {
                return diag::fail(message::conform_kit_source, where, {std::string(source)});
            }
            TRY(const yaml::Node* const rule, required_child(*named, "rule"));
            TRY(sentence.japanese, required_text(*rule, "ja"));
            TRY(sentence.english, required_text(*rule, "en"));
            paper = named->text_of("where");
        }
        table.rows.push_back({std::string(kind), std::string(key), std::string(title),
                              std::move(sentence.japanese), std::move(sentence.english), std::string(paper)});
        return {};
    }

    std::string text() const { return publish::as_tsv(table); }
};

} // namespace

diag::Result<std::string> requirements_file(const KitSources& sources) {
    const yaml::Node& common = sources.scenarios().common();
    TRY(const yaml::Node* const named, required_child(common, "sources"));
    RequirementTable out{*named};
    constexpr std::size_t columns = 3;
    TRY(const std::vector<KitTableRow> titles, read_kit_table(sources.folder() / "titles.tsv", columns));
    for (const KitTableRow& row : titles) {
        TRY_VOID(out.add("title", row.cells[0], row.cells[1], row.cells[2], row.where));
    }
    for (const std::string_view kind : {"forms", "findings"}) {
        TRY(const yaml::Node* const list, required_child(common, kind));
        for (std::size_t i = 0; i < list->children.size(); ++i) {
            const yaml::Node& source = list->children[i];
            TRY_VOID(
                out.add(kind.substr(0, kind.size() - 1), list->keys[i], "", source.text, source.where()));
        }
    }
    return out.text();
}

} // namespace renkei::conform
