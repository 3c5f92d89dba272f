def bad_request(r, e=None): ...


forbidden = not_found = server_error = bad_request
