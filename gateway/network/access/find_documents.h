// A search of documents, as one reader sees them.
#pragma once

#include "gateway/network/store/rows/snapshot.h"

#include <functional>

namespace renkei::access {

struct Reader;

store::Viewer viewer_of(const policy::Peer& peer);

// `query.viewer`, `query.open` and `query.only_brought` are set here. With a hub: what it opens is found only
// where `query.persons` names the person; a list without persons has, of forms that are shared by the matrix,
// what the reader brought. Of a person who is concealed from the reader (支援措置) there is what the reader
// brought, as of every person, and nothing else. `is_part_there`: documents of which the reader sees a part
// are found, too, as store::as_part() has them, if it says that there is anything in it. Empty: none is.
using IsPartThere = std::function<diag::Result<bool>(const store::Version&)>;
diag::Result<store::DocumentPage> find_documents(const store::Snapshot& snapshot, const Reader& reader,
                                                 store::DocumentQuery query,
                                                 const IsPartThere& is_part_there = {});

} // namespace renkei::access
