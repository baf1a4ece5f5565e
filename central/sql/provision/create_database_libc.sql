create database {name} template template0 encoding 'UTF8' locale 'C.UTF-8'
